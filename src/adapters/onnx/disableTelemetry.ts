/**
 * Keeps onnxruntime from sending usage data: from 1.29 on, its builds for Linux and macOS do so by default,
 * under an identifier that they store in the user's cache folder. Call it before a process creates its first
 * session, on the main thread, as a worker's environment is a copy. Transformers.js does the same. The builds
 * for Windows know no such variable; they emit trace events, which Windows collects if its diagnostics
 * settings allow it (docs/Privacy.md of onnxruntime).
 */
export function disableTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
}
