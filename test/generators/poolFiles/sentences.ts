/**
 * Short texts by language. Each text other than English has a letter beyond ASCII, so that any text of a file
 * reveals its encoding.
 */
export const SENTENCES = {
  enTypographic: [
    'It’s the best bread I’ve had in years – truly.',
    'She called it “a small miracle” and left a tip.',
    'The café charged €4 for a piece of toast…',
    'Don’t bother: the driver wasn’t even there.',
    'We paid £12 for the ticket — not worth it.',
    'My fiancé found the décor rather naïve.',
  ],
  de: [
    'Die Lieferung kam zwei Tage zu spät an.',
    'Das Brötchen war außen knusprig und innen weich.',
    'Für diesen Preis hätte ich mehr erwartet.',
    'Leider fehlte ein Stück in der Schachtel, schöne Grüße aus Köln.',
    'Der Kundendienst war höflich und löste das Problem schnell.',
    'Wir würden jederzeit wieder hier übernachten.',
    'Warum muss ich für die Rücksendung selbst bezahlen? Ärgerlich!',
  ],
  fr: [
    'La livraison était en retard de deux jours.',
    'Très bon accueil, nous reviendrons cet été.',
    'Le café était froid et le serveur désagréable.',
    'Où puis-je trouver la garantie de cet appareil ? Ça ne marche plus.',
    'Je suis déçue : la couleur ne correspond pas à la photo.',
    'Un séjour agréable, mais la chambre était un peu bruyante.',
  ],
  es: [
    'El pedido llegó tarde y la caja estaba rota.',
    '¿Cuándo abrirán la nueva tienda en Málaga?',
    'La habitación era pequeña pero muy cómoda.',
    '¡Qué sabor tan auténtico tiene este jamón!',
    'Mañana llamaré otra vez al servicio técnico.',
  ],
  pt: [
    'A encomenda não chegou até hoje.',
    'O atendimento foi ótimo e a comida também.',
    'Você pode me dizer quando a loja abre amanhã?',
    'Péssima experiência, não recomendo a ninguém.',
  ],
  sv: [
    'Leveransen kom två dagar för sent.',
    'Rummet var litet men väldigt mysigt och rent på kvällen.',
    'Jag är mycket nöjd med köpet, tack så mycket.',
    'Varför går det inte att nå er på telefon längre?',
  ],
  pl: [
    'Przesyłka dotarła z dwudniowym opóźnieniem.',
    'Bardzo miła obsługa, na pewno jeszcze wrócę, dziękuję.',
    'Pokój był zimny, a łóżko niewygodne.',
    'Dlaczego muszę płacić za zwrot towaru? Żenada.',
    'Najlepsze pierogi, jakie kiedykolwiek jadłem w Łodzi.',
  ],
  cs: [
    'Zásilka dorazila o dva dny později.',
    'Personál byl velmi příjemný a ochotný.',
    'Pokoj byl příliš malý a hlučný.',
    'Výborná káva, určitě přijdeme znovu.',
  ],
  hu: [
    'A csomag két nappal később érkezett meg.',
    'Nagyon kedves volt a személyzet, köszönjük.',
    'A szoba kicsi volt, de hűvös és csendes, a fürdő is.',
    'Miért nem működik a telefonos ügyfélszolgálat?',
  ],
  tr: [
    'Kargo iki gün geç geldi, çok üzüldüm.',
    'Personel çok ilgili ve güler yüzlüydü.',
    'Oda küçüktü ama temizdi, teşekkür ederiz.',
    'İade ücretini neden ben ödüyorum? Şaşırdım.',
  ],
  ru: [
    'Посылка пришла с опозданием на два дня.',
    'Очень вежливый персонал, обязательно вернемся.',
    'Номер был маленький, но чистый и тихий.',
    'Почему я должен платить за возврат товара?',
    'Хлеб свежий, кофе горячий, все понравилось.',
  ],
  uk: [
    'Посилка прийшла із запізненням на два дні.',
    'Дуже привітний персонал, ми ще повернемося.',
    'Чому я маю платити за повернення товару? Їжа теж холодна.',
    'Кава була гаряча, а хліб ще теплий.',
  ],
  el: [
    'Το δέμα έφτασε με δύο μέρες καθυστέρηση.',
    'Πολύ ευγενικό προσωπικό, θα ξαναέρθουμε.',
    'Το δωμάτιο ήταν μικρό αλλά καθαρό.',
    'Γιατί πρέπει να πληρώσω εγώ την επιστροφή!',
  ],
  he: [
    'החבילה הגיעה באיחור של יומיים.',
    'השירות היה מצוין ונחזור שוב.',
    'החדר היה קטן אבל נקי ושקט.',
    'למה אני צריך לשלם על ההחזרה?',
  ],
  ar: [
    'وصل الطرد متأخرا يومين.',
    'كان الموظفون لطفاء جدا وسنعود مرة أخرى.',
    'الغرفة صغيرة لكنها نظيفة وهادئة.',
    'لماذا يجب أن أدفع ثمن الإرجاع؟',
  ],
  hi: [
    'पार्सल दो दिन देर से पहुँचा।',
    'कर्मचारी बहुत विनम्र थे, हम फिर आएँगे।',
    'कमरा छोटा था लेकिन साफ़ और शांत था।',
  ],
  th: ['พัสดุมาช้าไปสองวัน', 'พนักงานสุภาพมาก จะกลับมาอีกแน่นอน', 'ห้องเล็กแต่สะอาดและเงียบ'],
  ja: [
    '荷物が二日遅れて届きました。',
    'スタッフがとても親切で、また来たいと思います。',
    '部屋は狭いですが、清潔で静かでした。',
    '返品の送料はなぜ自分で払うのですか。',
    'コーヒーが冷めていて残念でした。',
  ],
  ko: [
    '택배가 이틀 늦게 도착했습니다.',
    '직원들이 매우 친절해서 다시 오고 싶습니다.',
    '방은 작지만 깨끗하고 조용했어요.',
    '반품 비용을 왜 제가 내야 하나요?',
  ],
  zh: [
    '包裹晚了两天才到。',
    '服务员非常热情，下次还会再来。',
    '房间很小，但是干净又安静。',
    '为什么退货的运费要我自己付？',
    '咖啡是凉的，有点失望。',
  ],
  zhTraditional: [
    '包裹晚了兩天才到。',
    '服務員非常熱情，下次還會再來。',
    '房間很小，但是乾淨又安靜。',
    '為什麼退貨的運費要我自己付？',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ForeignLanguage = keyof typeof SENTENCES;

/** English sentences are composed of these parts. */
export const SUBJECTS = [
  'The rye loaf',
  'Our driver',
  'My new phone',
  'The hotel room',
  'This film',
  'The ferry to the island',
  'A friend of mine',
  'Your support team',
  'The second update',
  'Nobody at the desk',
  'The soup of the day',
  'Their website',
] as const;

export const VERBS = [
  'arrived two days late',
  'was better than I expected',
  'stopped working after a week',
  'never answered my letter',
  'made the whole trip worth it',
  'could not find the address',
  'tasted of smoke and apples',
  'asked for the password again',
  'cost more than it should',
  'left without a word',
] as const;

export const TAILS = [
  '',
  '',
  ' because of the storm',
  ' and I want a refund',
  ', which is a pity',
  ' although we had booked early',
  ', again',
  ' on a Sunday morning',
  ', so thank you',
  ' in spite of the price',
] as const;

/** Emoji with joiners, flags and skin tones. */
export const EMOJI = ['😀', '👍🏽', '🇫🇷', '👩‍👩‍👧', '❤️', '🍞', '🚢', '🤷‍♂️'] as const;
