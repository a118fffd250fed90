package measure

const (
	evening = 1
	night   = 2
	weekend = 3
)

// What is asked for, of which a party may promise to answer one kind alone.
const (
	everyAsk  = 0
	askCare   = 1
	askPlace  = 2
	askAdvice = 3
)

var kinds = []Kind{
	{
		Code: AnswerPlacements, Name: "Vragen om een plek op tijd beantwoorden", One: "vraag", Many: "vragen",
		Plain: "Telt elke vraag om een plek, zorg of advies die de partij kreeg, en of daar binnen de tijd een ja of nee op kwam. " +
			"Sluit een vraag eerder vanzelf, dan telt dat moment. Wat de vrager zelf eerder terugnam, telt niet mee.",
		Params: []Param{{Key: "hours", Name: "Binnen", Unit: "uur", Least: 1, Most: 24 * 28, Usual: 4},
			{Key: "ask", Name: "Welke vragen tellen", Least: everyAsk, Most: askAdvice, Usual: everyAsk, Optional: true, Choices: []Choice{
				{everyAsk, "Alle vragen"}, {askCare, "Vragen om zorg"}, {askPlace, "Vragen om een plek"}, {askAdvice, "Vragen om advies"}}}},
		Norm: 90, count: answerPlacements,
	},
	{
		Code: RefreshCapacity, Name: "Cijfers over vrije plekken bijhouden", One: "dag van een cijfer", Many: "dagen van cijfers",
		Plain: "Telt elke dag, voor elk cijfer over vrije plekken van de partij, of iemand er aan het eind van die dag niet langer geleden naar keek dan afgesproken. " +
			"Of het cijfer klopte, staat hier niet.",
		Params: []Param{{Key: "days", Name: "Elke", Unit: "dagen", Least: 1, Most: 92, Usual: 1}},
		Norm:   90, count: refreshCapacity,
	},
	{
		Code: ContactReachable, Name: "Bereikbaar zijn in de afgesproken tijd", One: "keer", Many: "keren",
		Plain: "Telt elke avond, nacht of dag in het weekend, en of er toen van begin tot eind een telefoonnummer van de partij open was, " +
			"volgens de tijden die de partij zelf opgeeft. Niemand belt om het te proberen.",
		Params: []Param{{Key: "window", Name: "Wanneer", Least: evening, Most: weekend, Usual: night, Choices: []Choice{
			{evening, "Elke avond, van 17.00 tot 23.00 uur"}, {night, "Elke nacht, van 23.00 tot 8.00 uur"}, {weekend, "Zaterdag en zondag, van 8.00 tot 17.00 uur"}}}},
		Norm: 100, count: contactReachable,
	},
	{
		Code: AnswerBottlenecks, Name: "Knelpunten op tijd beantwoorden", One: "knelpunt", Many: "knelpunten",
		Plain: "Telt elk knelpunt dat bij dit overleg of bij de partij kwam te liggen, en of er binnen de tijd een antwoord op kwam, " +
			"of dat het werd opgepakt, doorgezet of opgelost.",
		Params: []Param{{Key: "weeks", Name: "Binnen", Unit: "weken", Least: 1, Most: 26, Usual: 6}},
		Norm:   90, count: answerBottlenecks,
	},
	{
		Code: PresentAtMeetings, Name: "Bij het overleg zijn", One: "overleg", Many: "overleggen",
		Plain: "Telt elk overleg waar de partij werd verwacht, en of zij er was.",
		Norm:  80, count: presentAtMeetings,
	},
}
