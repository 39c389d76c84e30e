/**
 * Function words of each language: articles, pronouns, prepositions, conjunctions, auxiliaries.
 * Negations ("not", "never") are excluded, because sentiment labels depend on them.
 */
const lists: readonly string[] = [
  // English
  `a about above after again all also am an and any are as at be because been before being below between both but by
   can could d did do does doing down during each few for from further had has have having he her here hers herself him
   himself his how i if in into is it its itself just ll m me more most my myself of off on once only or other our ours
   ourselves out over own re s same she should so some such t than that the their theirs them themselves then there
   these they this those through to too under until up ve very was we were what when where which while who whom why
   will with would you your yours yourself yourselves`,
  // German
  `aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bin bis bist da damit dann das
   dass daß dein deine dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein
   eine einem einen einer eines er es etwas euch euer eure für gegen gewesen hab habe haben hat hatte hatten hier hin
   ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ins ist ja jede jedem jeden jeder jedes jetzt kann können
   könnte man mein meine meinem meinen meiner mich mir mit muss müssen nach noch nun nur ob oder ohne schon sehr sein
   seine seinem seinen seiner seit sich sie sind so soll sollte sondern um und uns unser unsere unter vom von vor wann
   war waren warum was weil welche welcher wenn wer werde werden wie wieder will wir wird wo wollen wurde wurden während
   würde zu zum zur zwar zwischen über`,
  // French
  `a ai as au aussi autre aux avec avez avoir avons c ce ceci cela ces cet cette comme d dans de des donc dont du elle
   elles en entre es est et eu eux fait il ils j je l la le les leur leurs lui m ma mais me même mes moi mon n nos notre
   nous on ont ou où par pour qu quand que quel quelle qui s sa se ses si son sont sous sur t ta te tes toi ton tous
   tout toute très tu un une vos votre vous y à été être étaient était`,
  // Spanish
  `a al algo ante antes aunque como con cual cuando de del desde donde durante e el ella ellas ellos en entre era eran
   es esa esas ese eso esos esta están estar estas este esto estos está fue fueron ha había han hasta hay he la las le
   les lo los me mi mis mucho muy más o os otra otro para pero por porque que quien qué se ser si sido sin sobre son su
   sus sí también te tiene tienen todo todos tu tus un una unas uno unos y ya yo él`,
  // Italian
  `a ad agli ai al alla alle allo anche avere c che chi ci come con cosa cui d da dagli dai dal dalla dalle de degli dei
   del dell della delle dello di dove e ed era erano essere fa fra gli ha hai hanno ho i il in io l la le lei li lo loro
   lui ma mi mia mie miei mio molto ne negli nei nel nella nelle noi nostra nostro o per perché più quando quella quelle
   quello questa queste questi questo qui se si sia siamo sono stata stato su sua sue sugli sui sul sulla suo suoi ti tra
   tu tua tuo tutti tutto un una uno vi voi è`,
  // Portuguese
  `a ao aos aquela aquele as até com como da das de dela dele do dos e ela elas ele eles em entre era eram essa esse
   esta estas este estes estou está estão eu foi foram há isso isto já lhe lhes mais mas me mesmo meu meus minha minhas
   muito na nas no nos nossa nosso o os ou para pela pelas pelo pelos por porque qual quando que quem se seja sem ser
   seu seus sou sua suas são só também te tem ter teu tinha tu tua um uma você vocês à às é`,
  // Dutch
  `aan al alles als altijd ben bij daar dan dat de der deze die dit doen door dus een en er ge haar had heb hebben heeft
   hem het hier hij hoe hun iemand iets ik in is ja je jij jou jouw kan kon kunnen maar me meer men met mij mijn moet na
   naar nog nu of om omdat onder ons onze ook op over reeds te tegen toch toen tot u uit uw van veel voor want waren was
   wat we wel werd wezen wie wij wil worden wordt zal ze zelf zich zij zijn zo zonder zou`,
];

const languages = lists.map((list) => new Set(list.split(/\s+/)));

/**
 * The stop words of a text, by the one language that matches most of its words: "die" is an article
 * in German but not in English.
 * @param words in lower case, repeated as in the text
 */
export function stopWordsOf(words: readonly string[]): ReadonlySet<string> {
  let found = new Set<string>();
  let maxMatches = 0;
  for (const language of languages) {
    const stops = words.filter((word) => partsOf(word).every((part) => language.has(part)));
    if (stops.length <= maxMatches) continue;
    maxMatches = stops.length;
    found = new Set(stops);
  }
  return found;
}

/** "i’ve" → "i", "ve": a contraction is a stop word if its parts are. */
function partsOf(word: string): string[] {
  return word.split(/['’]/).filter((part) => part !== '');
}
