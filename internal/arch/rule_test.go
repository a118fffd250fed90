package arch

// module is the name in go.mod; imports of our own begin with it.
const module = "eerstelijn"

// line says what one package may import of our own, and why. Names are folders under internal/,
// unless they begin with a slash: those count from the root. A name that ends in /* stands for each
// package one step deeper that has no line of its own.
type line struct {
	pkg     string
	may     string // names, separated by spaces
	because string
}

// Packages that are often allowed together, lowest first: an import goes down, never up.
const (
	ground       = "fault clock id check fold geo hours keys personal"
	spine        = " store batch ledger access act jobs"
	capabilities = " approval custody upkeep audit mail network network/endpoint network/mandate meeting identity identity/* directory capacity capacity/board appointment watch finding finding/candidate finding/live placement placement/number placement/notice bottleneck bottleneck/signal agreement agreement/proof agreement/measure agreement/obligation agreement/template fhir/mirror fhir/peer fhir/notified fhir/subscription"
	faces        = ground + " access act ledger" + capabilities
)

// inTests is what every test may import besides its own line and the packages whose names end in test:
// a test builds the small house it needs, filled with the invented region.
const inTests = "clock geo demo keys approval audit identity access act ledger store batch network directory finding finding/live web/site"

// rule is the whole rule. It says what the design allows, not what happens to be used.
var rule = []line{
	// Ground: knows nothing of care.
	{"fault", "", "every package fails in its words, so it can rest on none"},
	{"clock", "", "the moment is asked everywhere"},
	{"id", "fault", "an id that does not parse is bad input"},
	{"check", "fault id", "a text that fits and an id that is one are the same everywhere"},
	{"geo", "fault clock", "shapes and distances are functions of values"},
	{"fold", "", "text as it is looked up is a function of the text"},
	{"hours", "fault clock", "opening hours are functions of a text and a moment"},
	{"keys", "fault", "sealing is a function of a key and a text"},
	{"personal", "fault", "what tells who a text is about is a function of the text"},
	{"outward", "", "which addresses lead outside, whoever names them"},
	{"store", "fault clock id", "rows know nothing of what they mean"},
	{"batch", "fault clock id store", "the rows of a file appear together, whatever they say"},

	// The spine: every act is decided, done and recorded in one transaction.
	{"ledger", "fault clock id keys outward store", "it records what happened, whoever decided it, and tells its seals elsewhere"},
	{"access", "fault clock id store", "it decides on subjects that callers describe, and knows no capability"},
	{"act", "fault clock id store ledger access", "decide, do and record meet here and nowhere else"},
	{"once", "fault clock keys store", "an answer is kept whatever it says"},
	{"jobs", "fault clock id store ledger access act", "a timer acts as a person does: through act"},

	{"approval", ground + spine, "two people decide together, whatever the act is"},
	{"custody", ground + spine + " approval", "it looks after keys, whatever they seal"},
	{"upkeep", ground + spine, "it counts what runs, and knows nothing of what it is"},
	{"audit", ground + spine + " approval", "it reads the record of every capability, and knows none"},

	// The way of a question: each rests on those before it.
	{"network", ground + spine, "areas, people and their teams come before what they offer"},
	{"network/mandate", ground + spine + " network", "who speaks for whom is about the organisations and people of the network"},
	{"network/endpoint", ground + spine + " network", "a digital address is of an organisation, and of nothing it offers"},
	{"meeting", ground + spine + " network network/mandate", "a table is of the network; what is talked about there is not its to know"},
	{"identity", ground + spine + " approval network", "an account belongs to a person of the network"},
	{"mail", ground + spine, "a message waits as a job, and is sealed"},
	{"identity/link", ground + spine, "a link permits one act, whatever it is"},
	{"identity/passkey", ground + spine + " network identity", "a passkey opens an account"},
	{"identity/invitation", ground + spine + " approval mail network identity identity/link identity/passkey", "an invitation is a link by mail, answered with a passkey"},
	{"identity/oidc", ground + spine + " outward network identity", "a token says who somebody is, whoever it comes from"},
	{"identity/launch", ground + spine + " network identity identity/oidc", "a record system signs people in as a provider does, and brings what it knows"},
	{"identity/*", ground + spine + " outward approval network identity", "one way to sign in each"},
	{"directory", ground + spine + " network", "a service stands in an area and belongs to an organisation"},
	{"capacity", ground + spine + " network directory", "room is of a service, and nobody else's"},
	{"appointment", ground + spine + " network directory capacity", "a free time is of a service, and holds as long as a figure of room does"},
	{"capacity/board", ground + spine + " network directory capacity", "it holds in memory what capacity says, and writes nothing"},
	{"watch", ground + spine + " network directory capacity capacity/board", "it tells who watches what changed, and knows no face"},
	{"finding", "fault clock id geo hours finding/words", "the index knows entries and questions, no database"},
	{"finding/candidate", "finding", "a ranking is a function of facts that its caller gathers"},
	{"finding/words", "", "Dutch words are functions of a text; what is searched is not theirs to know"},

	{"finding/live", ground + spine + " network directory capacity capacity/board finding", "it keeps the index equal to the directory and the board, and writes to neither"},
	{"placement", ground + spine + " network directory identity/link capacity finding finding/candidate finding/live", "it asks, holds and chooses; what it asks of was known before"},
	{"placement/number", ground + spine + " network capacity placement", "figures are read from what placements leave behind"},
	{"placement/notice", ground + spine + " outward mail identity/link network directory placement", "it tells of placements, by mail and to programs, and changes none"},
	{"bottleneck/signal", ground + spine + " network directory capacity placement bottleneck", "a rule reads what others leave behind, and reports as anybody does"},

	{"bottleneck", ground + spine + " mail identity/link network bottleneck/similar", "what does not work is of a place, and goes up by its regions; who reported it is told by link and mail"},
	{"bottleneck/similar", "", "which texts say the same is a function of the texts"},
	{"agreement/measure", ground + spine + " network network/mandate", "a measure reads what others leave behind, and knows no agreement"},
	{"agreement", ground + spine + " mail identity identity/link network network/mandate agreement/measure", "what binds rests on who may bind, and names measures"},
	{"agreement/proof", ground + spine + " network network/mandate agreement", "it shows and checks what a signature rests on, and changes nothing"},
	{"agreement/template", "fault network network/mandate agreement agreement/measure", "a text to begin with is data; its obligations name measures"},
	{"agreement/obligation", ground + spine + " mail network network/mandate agreement agreement/measure", "it weighs what binds by what a measure counts, and changes neither"},

	// FHIR: what is public, in the words of the country's other systems.
	{"fhir", "", "its packages below do the work"},
	{"fhir/r4", "fault", "resources are data"},
	{"fhir/r4/gen", "", "it reads the official definitions and writes Go"},
	{"fhir/code", "fault", "code tables are data"},
	{"fhir/param", "fault clock fold geo", "what can be searched is a function of a resource and a question"},
	{"fhir/journal", "fault clock store fhir/param", "versions are kept whatever they say"},
	{"fhir/render", "fault geo hours id network network/endpoint network/mandate directory appointment capacity fhir/code fhir/r4", "a resource is a function of what it shows"},
	{"fhir/projection", ground + spine + " network network/endpoint network/mandate directory capacity fhir/code fhir/journal fhir/param fhir/r4 fhir/render", "it keeps the journal equal to the rest, and changes none of it"},
	{"fhir/outcome", "fault access fhir/r4", "what is wrong is said the same way by every face of FHIR"},
	{"fhir/rest", "fault clock access fhir/outcome fhir/journal fhir/param fhir/r4", "a face of what the journal keeps"},
	{"fhir/feed", ground + spine + " network network/endpoint network/mandate directory capacity identity importer fhir/code fhir/journal fhir/param fhir/outcome fhir/projection fhir/r4 fhir/render", "an organisation's own software writes by the same acts as people"},
	{"fhir/work", "fault clock id store access act network directory capacity placement identity identity/* fhir/code fhir/outcome fhir/r4", "placements in the words of FHIR, by placement's own acts"},
	{"fhir/slot", ground + spine + " network directory capacity appointment identity identity/* fhir/code fhir/outcome fhir/journal fhir/param fhir/r4 fhir/render", "free times in the words of FHIR, by their own acts"},
	{"fhir/subscription", ground + spine + " outward network capacity placement identity identity/* fhir/code fhir/journal fhir/outcome fhir/param fhir/r4", "it tells programs that placements and the directory changed, and changes neither"},
	{"fhir/bulk", "fault access fhir/journal fhir/param", "the same as files"},
	{"fhir/mirror", ground + spine + " outward network directory importer fhir/code", "other directories come in as files do"},
	{"fhir/peer", ground + spine + " outward network", "it knows other systems and signs in there, whatever is asked of them"},
	{"fhir/notified", ground + spine + " network network/endpoint identity placement fhir/code fhir/outcome fhir/peer fhir/r4", "it tells other systems of placements and is told of theirs, and decides nothing about either"},
	{"hsds", ground + spine + " network directory capacity", "files for others say what the directory says to everybody"},

	// What fills the house.
	{"importer", ground + spine + " network directory fhir/code", "files become rows by the same acts as people's work"},
	{"demo", ground + spine + capabilities + " capacity/board importer", "the invented region uses everything the way people do"},

	{"simulate/history", ground + spine + " network demo", "it writes what the acts write, as rows"},
	{"simulate", ground + spine + capabilities + " capacity/board demo", "it lives a year through the same acts as people do"},

	// Faces: translate, decide nothing. They reach no rows, and not each other.
	{"web/assets", "", "styles and scripts are files"},
	{"web/say", "clock", "words and dates are functions of a language"},
	{"web/ui", "clock geo hours web/assets web/say", "a component shows values and asks nobody"},
	{"web/site", faces + " web/ui web/assets web/say", "it is what pages share"},
	{"web/areamap", faces + " web/ui web/assets web/say", "wijken as shapes, for any page"},
	{"web/mark", faces + " watch web/ui web/assets web/say", "how room looks to a citizen, for any page"},
	{"web/figure", faces + " web/ui web/assets web/say", "a figure and its buttons, for any page"},
	{"web/spotmap", faces + " web/ui web/assets web/say", "places as dots, for any page"},
	{"web/asof", "fault clock web/ui web/assets", "how a page asks for a day that has been"},
	{"web/tally", faces + " web/ui web/assets web/site web/say", "what was reported in a place and what came of it, for any page"},
	{"web/promised", faces + " web/ui web/assets web/site web/say", "how agreements go in a place, for any page"},
	{"web/*", faces + " web/ui web/assets web/site web/say web/areamap web/spotmap web/figure web/mark web/asof web/promised web/tally", "a page shows what capabilities answer, and knows no other page"},
	{"web/search", faces + " finding/words web/ui web/assets web/site web/say web/spotmap web/mark", "it says how each word was understood"},
	{"web", faces + " web/ui web/assets web/*", "it holds the pages together"},
	{"api", faces + " once", "it says the same in JSON"},

	// Wiring.
	{"app", ground + spine + " outward" + capabilities + " hsds fhir/param fhir/journal fhir/outcome fhir/projection fhir/render fhir/rest fhir/feed fhir/work fhir/bulk fhir/slot importer demo once web web/assets web/* api", "only app sees everything"},
	{"/cmd/eerstelijn", "app simulate fault clock hours importer demo store web/site", "a verb reads its flags and lets app do the work"},
	{"/bench/measure", "", "it times whatever it is given"},
	{"/bench/fhir", "/bench/measure access app demo id identity/* keys network", "it fills our own server, signs in, and asks over HTTP"},
	{"/bench", "/bench/measure act agreement app access batch bottleneck network/mandate simulate/history capacity placement api demo fault clock geo hours importer finding finding/words finding/live network directory store", "a race needs both runners"},

	// Read or kept, never run.
	{"arch", "", "it reads the source and runs none of it"},
}
