package say

// Names of days and months, and how a date is put together, from the Unicode CLDR.
var (
	dutchWords = words{
		months: [12]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
			"november", "december"},
		weekdays: [7]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"},
		day:      "%[1]s %[2]d %[3]s", date: "%[1]d %[2]s %[3]d", clock: "%d.%02d uur", comma: ",", point: ".",
	}
	englishWords = words{
		months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
			"November", "December"},
		weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		day:      "%[1]s %[2]d %[3]s", date: "%[1]d %[2]s %[3]d", clock: "%d:%02d", comma: ".", point: ",",
	}
	turkishWords = words{
		months: [12]string{"Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim",
			"Kasım", "Aralık"},
		weekdays: [7]string{"Pazar", "Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi"},
		day:      "%[2]d %[3]s %[1]s", date: "%[1]d %[2]s %[3]d", clock: "%d.%02d", comma: ",", point: ".",
	}
	arabicWords = words{
		months: [12]string{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر",
			"نوفمبر", "ديسمبر"},
		weekdays: [7]string{"الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"},
		day:      "%[1]s %[2]d %[3]s", date: "%[1]d %[2]s %[3]d", clock: "%d:%02d", comma: ".", point: ",",
	}
	polishWords = words{
		months: [12]string{"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października",
			"listopada", "grudnia"},
		weekdays: [7]string{"niedziela", "poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota"},
		day:      "%[1]s %[2]d %[3]s", date: "%[1]d %[2]s %[3]d", clock: "%d:%02d", comma: ",", point: " ",
	}
	ukrainianWords = words{
		months: [12]string{"січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня",
			"листопада", "грудня"},
		weekdays: [7]string{"неділя", "понеділок", "вівторок", "середа", "четвер", "пʼятниця", "субота"},
		day:      "%[1]s %[2]d %[3]s", date: "%[1]d %[2]s %[3]d", clock: "%d:%02d", comma: ",", point: " ",
	}
)
