/** English only: a share in per cent, with as many decimals as needed, at most two: "12.5". */
export function percent(share: number): string {
  return String(Number((share * 100).toFixed(2)));
}
