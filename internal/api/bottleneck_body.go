package api

import (
	"net/http"
	"time"

	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// OwnerBody is who must see to a bottleneck. It is exported because huma documents no other embedded struct.
type OwnerBody struct {
	Kind       bottleneck.OwnerKind `json:"kind,omitempty" enum:"wijkverband,region,nation,organization" doc:"Leeg: dezelfde eigenaar, met een andere persoon."`
	ID         string               `json:"id,omitempty" doc:"Van een wijkverband, regio of organisatie; leeg bij het land."`
	Person     network.PersonID     `json:"person,omitempty"`
	Name       string               `json:"name,omitempty" readOnly:"true"`
	PersonName string               `json:"person_name,omitempty" readOnly:"true"`
}

func (o *OwnerBody) owner() bottleneck.Owner {
	if o == nil {
		return bottleneck.Owner{}
	}
	return bottleneck.Owner{Kind: o.Kind, ID: o.ID, Person: o.Person}
}

func showOwner(o bottleneck.Owner) *OwnerBody {
	if o.Kind == "" {
		return nil
	}
	return &OwnerBody{o.Kind, o.ID, o.Person, o.Name, o.PersonName}
}

// BottleneckBody is one bottleneck as a board shows it. It is exported because huma documents no other embedded struct.
type BottleneckBody struct {
	ID          bottleneck.ID         `json:"id"`
	Number      int                   `json:"number" doc:"Kort, voor mensen; zegt niets over de volgorde."`
	Title       string                `json:"title"`
	What        string                `json:"what,omitempty"`
	Theme       string                `json:"theme"`
	HowOften    bottleneck.HowOften   `json:"how_often" enum:"daily,weekly,monthly,once"`
	Suffers     []string              `json:"suffers"`
	Region      network.RegionID      `json:"region,omitempty"`
	Wijkverband network.WijkverbandID `json:"wijkverband,omitempty"`
	Area        network.AreaCode      `json:"area,omitempty"`
	Level       bottleneck.Level      `json:"level" enum:"wijk,region,nation"`
	State       bottleneck.State      `json:"state" enum:"reported,discussing,taken-up,proposed,solved,accepted,merged"`
	Owner       *OwnerBody            `json:"owner"`
	NextAt      *string               `json:"next_at" format:"date-time" doc:"De ene datum waarop de eigenaar iets doet; null als het klaar is."`
	Overdue     bool                  `json:"overdue"`
	Weight      int                   `json:"weight"`
	Reporters   int                   `json:"reporters" doc:"Van het geheel, met wat erin is samengevoegd."`
	Parent      bottleneck.ID         `json:"parent,omitempty" doc:"Waarin het is samengevoegd."`
	Origin      bottleneck.Origin     `json:"origin" enum:"person,rule,bundle"`
	Rule        string                `json:"rule,omitempty"`
	Evidence    []bottleneckFigure    `json:"evidence,omitempty" doc:"Cijfers die ervoor spreken."`
	MadeOn      string                `json:"made_on" format:"date"`
	Since       string                `json:"since" format:"date" doc:"Sinds wanneer het zo staat."`
	Example     bool                  `json:"example" doc:"Het is een goed voorbeeld."`
	Reopened    int                   `json:"reopened"`
	Version     int64                 `json:"version"`
}

func showBottleneck(b *bottleneck.Bottleneck, now time.Time) bottleneckBody {
	return bottleneckBody{ID: b.ID, Number: b.Number, Title: b.Title, What: b.What, Theme: b.Theme, HowOften: b.HowOften, Suffers: some(b.Suffers), Region: b.Place.Region,
		Wijkverband: b.Place.Wijkverband, Area: b.Place.Area, Level: b.Level, State: b.State, Owner: showOwner(b.Owner), NextAt: stampOrNil(b.NextAt), Overdue: b.Overdue(now),
		Weight: b.Weight, Reporters: b.Reporters, Parent: b.Parent, Origin: b.Origin, Rule: b.Rule, Evidence: showFigures(b.Evidence), MadeOn: dateOf(b.MadeAt), Since: dateOf(b.Since),
		Example: b.Example, Reopened: b.Reopened, Version: b.Version}
}

// bottleneckFigure is a figure that speaks for a bottleneck.
type bottleneckFigure struct {
	Code  string  `json:"code" doc:"Van de maat."`
	Text  string  `json:"text"`
	Value float64 `json:"value"`
	Norm  float64 `json:"norm"`
	N     int     `json:"n" doc:"Over hoeveel."`
	From  string  `json:"from" format:"date-time"`
	Until string  `json:"until" format:"date-time"`
	Ref   string  `json:"ref,omitempty" doc:"Id van waar het over gaat."`
}

func showFigures(all []bottleneck.Evidence) (out []bottleneckFigure) {
	for _, e := range all {
		out = append(out, bottleneckFigure{e.Code, e.Text, e.Value, e.Norm, e.N, stamp(e.From), stamp(e.Until), e.Ref})
	}
	return out
}

func showBottlenecks(all []bottleneck.Bottleneck, now time.Time) []bottleneckBody {
	out := make([]bottleneckBody, len(all))
	for i := range all {
		out[i] = showBottleneck(&all[i], now)
	}
	return out
}

func dateOf(t time.Time) string { return t.In(clock.Amsterdam).Format(time.DateOnly) }

func readDay(field, text string) (time.Time, error) {
	t, err := time.ParseInLocation(time.DateOnly, text, clock.Amsterdam)
	if err != nil {
		return t, fault.InvalidField(field, "Geef een dag als 2026-10-01.", "expected a day, such as 2026-10-01")
	}
	return t, nil
}

// bottleneckLook is a bottleneck with all that may be told of it.
type bottleneckLook struct {
	BottleneckBody
	Ending    *endingBody       `json:"ending,omitempty" doc:"Het voorstel om af te sluiten dat het laatst is gedaan."`
	Answers   []answerBody      `json:"answers" doc:"Woord voor woord."`
	Trail     []stopBody        `json:"trail" doc:"Elke eigenaar die het had."`
	Events    []bottleneckEvent `json:"events"`
	Named     []reporterBody    `json:"named" doc:"Melders die genoemd mogen worden; alleen voor wie erover beslist."`
	Unnamed   int               `json:"unnamed" doc:"Melders die niet genoemd worden; alleen voor wie erover beslist."`
	Parts     []bottleneckBody  `json:"parts" doc:"Wat erin is samengevoegd."`
	Examples  []exampleBody     `json:"examples" doc:"Goede voorbeelden die hierop lijken, zolang het open is."`
	Mine      bool              `json:"mine" doc:"U meldde dit."`
	AsksYesNo bool              `json:"asked" doc:"Er wordt op uw ja of nee gewacht."`
}

type bottleneckBody = BottleneckBody

type endingBody struct {
	Kind       bottleneck.EndingKind `json:"kind" enum:"solved,accepted"`
	Words      string                `json:"words"`
	ProposedAt string                `json:"proposed_at" format:"date-time"`
	ByRule     bool                  `json:"by_rule" doc:"De cijfers zijn weer goed; ook de eigenaar wordt gevraagd."`
	Reminded   int                   `json:"reminded" doc:"Na twee herinneringen telt zwijgen als ja."`
	Asked      int                   `json:"asked"`
	Yes        int                   `json:"yes"`
	Outcome    bottleneck.Outcome    `json:"outcome" enum:",yes,silence,objected,withdrawn" doc:"Leeg: het wacht nog."`
	EndedOn    *string               `json:"ended_on,omitempty" format:"date"`
}

type answerBody struct {
	Level   bottleneck.Level `json:"level" enum:"wijk,region,nation"`
	Words   string           `json:"words"`
	At      string           `json:"at" format:"date-time"`
	By      *OwnerBody       `json:"by"`
	Meeting string           `json:"meeting,omitempty"`
}

type stopBody struct {
	Level    bottleneck.Level `json:"level" enum:"wijk,region,nation"`
	Owner    *OwnerBody       `json:"owner"`
	From     string           `json:"from" format:"date"`
	Until    *string          `json:"until,omitempty" format:"date"`
	Why      string           `json:"why,omitempty"`
	AnswerBy string           `json:"answer_by" format:"date-time"`
	Answered *string          `json:"answered_at,omitempty" format:"date-time"`
}

type bottleneckEvent struct {
	Number  int64                `json:"number"`
	At      string               `json:"at" format:"date-time" doc:"Van wat een melder deed: alleen de dag."`
	Kind    bottleneck.EventKind `json:"kind"`
	Words   string               `json:"words,omitempty"`
	Level   bottleneck.Level     `json:"level" enum:"wijk,region,nation"`
	By      *OwnerBody           `json:"by,omitempty" doc:"Er niet: een melder, of de klokken."`
	Other   bottleneck.ID        `json:"other,omitempty"`
	Meeting string               `json:"meeting,omitempty"`
}

type reporterBody struct {
	Person       network.PersonID       `json:"person"`
	Name         string                 `json:"name"`
	Organization network.OrganizationID `json:"organization,omitempty"`
	Request      string                 `json:"request,omitempty" doc:"De aanvraag die is geweigerd."`
}

func showLook(l *bottleneck.Look, now time.Time) bottleneckLook {
	out := bottleneckLook{BottleneckBody: showBottleneck(&l.Bottleneck, now), Answers: make([]answerBody, len(l.Answers)), Trail: make([]stopBody, len(l.Trail)),
		Events: make([]bottleneckEvent, len(l.Events)), Named: make([]reporterBody, len(l.Reporters)), Unnamed: l.Unnamed, Parts: showBottlenecks(l.Parts, now),
		Examples: showExamples(l.Examples), Mine: l.Mine, AsksYesNo: l.Asked}
	if e := l.Ending; e != nil {
		out.Ending = &endingBody{Kind: e.Kind, Words: e.Words, ProposedAt: stamp(e.ProposedAt), ByRule: e.ByRule, Reminded: e.Reminded, Asked: e.Asked, Yes: e.Yes, Outcome: e.Outcome}
		if !e.EndedAt.IsZero() {
			out.Ending.EndedOn = new(dateOf(e.EndedAt))
		}
	}
	for i, a := range l.Answers {
		out.Answers[i] = answerBody{a.Level, a.Words, stamp(a.At), showOwner(a.By), a.Meeting}
	}
	for i, t := range l.Trail {
		out.Trail[i] = stopBody{Level: t.Level, Owner: showOwner(t.Owner), From: dateOf(t.From), Why: t.Why, AnswerBy: stamp(t.AnswerBy), Answered: stampOrNil(t.Answered)}
		if !t.Until.IsZero() {
			out.Trail[i].Until = new(dateOf(t.Until))
		}
	}
	for i, e := range l.Events {
		out.Events[i] = bottleneckEvent{e.Number, stamp(e.At), e.Kind, e.Words, e.Level, showOwner(e.By), e.Other, e.Meeting}
	}
	for i, p := range l.Reporters {
		out.Named[i] = reporterBody(p)
	}
	return out
}

// BottleneckPath is exported because huma fills no other embedded struct.
type BottleneckPath struct {
	ID string `path:"id" doc:"Id van het knelpunt."`
}

// bottleneck answers GET /bottlenecks/{id}.
func (s *server) bottleneck(in *BottleneckPath, r request) (written[bottleneckLook], error) {
	which, err := id.Parse[bottleneck.ID](in.ID)
	if err != nil {
		return written[bottleneckLook]{}, err
	}
	found, err := s.Bottlenecks.Get(r, r.actor(), which)
	if err != nil {
		return written[bottleneckLook]{}, err
	}
	return written[bottleneckLook]{ETag: versionTag(found.Version), Body: showLook(&found, r.now)}, nil
}

// bottleneckCounts are numbers; null hides one with what would tell it.
type bottleneckCounts struct {
	Region      network.RegionID      `json:"region,omitempty"`
	Wijkverband network.WijkverbandID `json:"wijkverband,omitempty"`
	From        string                `json:"from" format:"date"`
	Until       string                `json:"until" format:"date" doc:"Deze dag telt niet mee."`
	Exact       bool                  `json:"exact" doc:"false: aantallen van 1 tot en met 9 zijn null, met wat ze zou verraden."`
	Reported    *int                  `json:"reported" doc:"Wat in deze periode is gemeld."`
	Open        *int                  `json:"open"`
	Solved      *int                  `json:"solved"`
	Accepted    *int                  `json:"accepted" doc:"Het blijft zoals het is, met de reden."`
	PassedUp    *int                  `json:"passed_up" doc:"Ging ten minste een niveau hoger."`
	Helped      *int                  `json:"helped" doc:"Opgelost, en elke melder zei ja."`
	ByTheme     []themeCount          `json:"by_theme"`
}

type themeCount struct {
	Theme string `json:"theme"`
	N     *int   `json:"n"`
}

func showCount(c bottleneck.Count) *int {
	if c.Few {
		return nil
	}
	return &c.N
}

func showBottleneckCounts(c *bottleneck.Counts) bottleneckCounts {
	out := bottleneckCounts{Region: c.Region, Wijkverband: c.Wijkverband, From: dateOf(c.From), Until: dateOf(c.Until), Exact: c.Exact, Reported: showCount(c.Reported),
		Open: showCount(c.Open), Solved: showCount(c.Solved), Accepted: showCount(c.Accepted), PassedUp: showCount(c.PassedUp), Helped: showCount(c.Helped), ByTheme: make([]themeCount, len(c.ByTheme))}
	for i, t := range c.ByTheme {
		out.ByTheme[i] = themeCount{t.Theme, showCount(t.N)}
	}
	return out
}

type bottleneckCountsInput struct {
	Region      string `query:"region" example:"rivierenzoom" doc:"Slug of id; zonder: het hele land."`
	Wijkverband string `query:"wijkverband" doc:"Slug of id."`
	Year        int    `query:"year" example:"2026" doc:"Een kalenderjaar; van dit jaar tellen de kwartalen die voorbij zijn. Zonder: dit jaar, of in het eerste kwartaal het vorige."`
}

func (s *server) countQuery(r request, region, team string, year int) (q bottleneck.CountQuery, err error) {
	q.Year = year
	if q.Wijkverband, err = s.teamOf(r, team); err != nil {
		return q, err
	}
	if q.Region, err = s.regionOf(r, region); err != nil || q.Wijkverband == "" || q.Region != "" {
		return q, err
	}
	found, err := s.Network.WijkverbandByID(r, q.Wijkverband)
	q.Region = found.Region
	return q, err
}

// bottleneckCounts answers GET /bottlenecks/counts.
func (s *server) bottleneckCounts(in *bottleneckCountsInput, r request) (bottleneckCounts, error) {
	q, err := s.countQuery(r, in.Region, in.Wijkverband, in.Year)
	if err != nil {
		return bottleneckCounts{}, err
	}
	c, err := s.Bottlenecks.Counts(r, q)
	if err != nil {
		return bottleneckCounts{}, err
	}
	return showBottleneckCounts(&c), nil
}

type exactCountsInput struct {
	Region      string `query:"region" example:"rivierenzoom" doc:"Slug of id; zonder: het hele land."`
	Wijkverband string `query:"wijkverband" doc:"Slug of id."`
	From        string `query:"from" format:"date" doc:"Met until; zonder: dit jaar."`
	Until       string `query:"until" format:"date" doc:"Deze dag telt niet mee."`
}

// exactBottleneckCounts answers GET /bottlenecks/counts/exact.
func (s *server) exactBottleneckCounts(in *exactCountsInput, r request) (bottleneckCounts, error) {
	q, err := s.countQuery(r, in.Region, in.Wijkverband, 0)
	if err != nil {
		return bottleneckCounts{}, err
	}
	if (in.From == "") != (in.Until == "") {
		return bottleneckCounts{}, fault.InvalidField("until", "Geef from en until, of geen van beide.", "give from and until, or neither")
	}
	if q.From, err = dayOf("from", in.From); err != nil {
		return bottleneckCounts{}, err
	}
	if q.Until, err = dayOf("until", in.Until); err != nil {
		return bottleneckCounts{}, err
	}
	c, err := s.Bottlenecks.Exact(r, r.actor(), q)
	if err != nil {
		return bottleneckCounts{}, err
	}
	return showBottleneckCounts(&c), nil
}

// bottleneckActs are the steps of a bottleneck. The capability says what each leads to, and who may.
func (s *server) bottleneckActs(from string) {
	creating(s, from+"join", "joinBottleneck", "Zeggen dat u hier ook last van hebt", s.joinBottleneck)
	write(s, http.MethodPost, from+"discuss", "discussBottleneck", "Zeggen dat het besproken wordt", s.discussBottleneck)
	write(s, http.MethodPost, from+"take-up", "takeUpBottleneck", "Oppakken: wie doet het, en wanneer is er nieuws", s.takeUpBottleneck)
	write(s, http.MethodPost, from+"pass-up", "passUpBottleneck", "Doorgeven aan een hoger niveau, met de reden", s.passUpBottleneck)
	write(s, http.MethodPost, from+"answer", "answerBottleneck", "Antwoorden: woord voor woord naar elke melder en elk niveau", s.answerBottleneck)
	write(s, http.MethodPost, from+"propose", "proposeEnding", "De melders vragen of het klaar is", s.proposeEnding)
	write(s, http.MethodPost, from+"confirm", "confirmEnding", "Als melder ja zeggen", s.confirmEnding)
	write(s, http.MethodPost, from+"object", "objectEnding", "Als melder nee zeggen", s.objectEnding)
	write(s, http.MethodPost, from+"reopen", "reopenBottleneck", "Opnieuw openen: het is er weer", s.reopenBottleneck)
	write(s, http.MethodPost, from+"merge", "mergeBottlenecks", "Andere knelpunten hierin samenvoegen; geen melder gaat verloren", s.mergeBottlenecks)
	write(s, http.MethodPost, from+"separate", "separateBottleneck", "Een samenvoeging terugdraaien, binnen dertig dagen: het gaat apart verder", s.separateBottleneck)
	write(s, http.MethodPost, from+"assign", "assignBottleneck", "Zeggen wie op dit niveau eigenaar is", s.assignBottleneck)
	write(s, http.MethodPost, from+"postpone", "postponeBottleneck", "Een andere datum, met de reden", s.postponeBottleneck)
	write(s, http.MethodPost, from+"note", "noteBottleneck", "Een notitie voor collega's", s.noteBottleneck)
	write(s, http.MethodPost, from+"example", "exampleBottleneck", "Tonen als goed voorbeeld, of niet meer", s.exampleBottleneck)
}
