package api

import (
	"net/http"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/network"
)

// bottleneckRoutes are those on which is told what does not work, and what is done about it. Who reported
// and stays unnamed is in none of the answers.
func (s *server) bottleneckRoutes() {
	const of = "/bottlenecks/{id}"
	get(s, "/bottleneck-themes", "bottleneckThemes", "Waar knelpunten over gaan", s.bottleneckThemes)
	get(s, "/bottlenecks/counts", "bottleneckCounts", "U zei, wij deden, hielp het: aantallen zonder kleine getallen", s.bottleneckCounts)
	personal(s, "/bottlenecks/counts/exact", "exactBottleneckCounts", "Aantallen, ook kleine: voor wie er verantwoordelijk voor is", s.exactBottleneckCounts)
	personal(s, "/bottlenecks", "bottlenecks", "Het bord van een regio of van het land, ook zoals het was", s.bottlenecks)
	creating(s, "/bottlenecks", "reportBottleneck", "Een knelpunt melden; iedereen mag dat", s.reportBottleneck)
	personal(s, "/bottlenecks/own", "ownBottlenecks", "Wat u zelf meldde, en waar het staat", s.ownBottlenecks)
	personal(s, "/bottlenecks/examples", "bottleneckExamples", "Goede voorbeelden: wat is gezegd, wat is gedaan en of het hielp", s.bottleneckExamples)
	personal(s, "/bottlenecks/rising", "risingThemes", "Onderwerpen die op meer plekken spelen", s.risingThemes)
	write(s, http.MethodPost, "/bottlenecks/similar", "similarBottlenecks", "Knelpunten die op een tekst lijken", s.similarBottlenecks)
	creating(s, "/bottlenecks/bundle", "bundleBottlenecks", "Knelpunten van meer plekken bundelen tot een van de regio of het land", s.bundleBottlenecks)
	write(s, http.MethodGet, of, "bottleneck", "Eén knelpunt, met zijn spoor, antwoorden en wat er gebeurde", s.bottleneck)
	s.bottleneckActs(of + "/")
}

// bottleneckAccess says for whom each of them is.
func bottleneckAccess() (all []access.Route) {
	for _, path := range []string{"/bottleneck-themes", "/bottlenecks/counts"} {
		all = append(all, access.Route{Pattern: "GET " + base + path, For: access.ForEveryone})
	}
	for _, r := range [][3]string{
		{"GET", "/bottlenecks/counts/exact", "bottleneck.Exact"}, {"GET", "/bottlenecks", "bottleneck.Board"}, {"POST", "/bottlenecks", "bottleneck.Report"},
		{"GET", "/bottlenecks/own", "bottleneck.Own"}, {"GET", "/bottlenecks/examples", "bottleneck.Examples"}, {"GET", "/bottlenecks/rising", "bottleneck.Rising"},
		{"POST", "/bottlenecks/similar", "bottleneck.Similar"}, {"POST", "/bottlenecks/bundle", "bottleneck.Bundle"}, {"GET", "/bottlenecks/{id}", "bottleneck.Get"},
		{"POST", "/bottlenecks/{id}/join", "bottleneck.Join"}, {"POST", "/bottlenecks/{id}/discuss", "bottleneck.Discuss"},
		{"POST", "/bottlenecks/{id}/take-up", "bottleneck.TakeUp"}, {"POST", "/bottlenecks/{id}/pass-up", "bottleneck.PassUp"},
		{"POST", "/bottlenecks/{id}/answer", "bottleneck.Answer"}, {"POST", "/bottlenecks/{id}/propose", "bottleneck.Propose"},
		{"POST", "/bottlenecks/{id}/confirm", "bottleneck.Confirm"}, {"POST", "/bottlenecks/{id}/object", "bottleneck.Object"},
		{"POST", "/bottlenecks/{id}/reopen", "bottleneck.Reopen"}, {"POST", "/bottlenecks/{id}/merge", "bottleneck.Merge"},
		{"POST", "/bottlenecks/{id}/assign", "bottleneck.Assign"}, {"POST", "/bottlenecks/{id}/postpone", "bottleneck.Postpone"},
		{"POST", "/bottlenecks/{id}/note", "bottleneck.Note"}, {"POST", "/bottlenecks/{id}/example", "bottleneck.Example"},
		{"POST", "/bottlenecks/{id}/separate", "bottleneck.Separate"},
	} {
		all = append(all, access.Route{Pattern: r[0] + " " + base + r[1], For: access.ForAct, Acts: strings.Fields(r[2])})
	}
	return all
}

type themeBody struct {
	Code  string `json:"code"`
	Name  string `json:"name"`
	Plain string `json:"plain" doc:"In gewone taal."`
}

// bottleneckThemes answers GET /bottleneck-themes.
func (s *server) bottleneckThemes(_ *struct{}, r request) (List[themeBody], error) {
	found, err := s.Bottlenecks.Themes(r)
	if err != nil {
		return List[themeBody]{}, err
	}
	items := make([]themeBody, len(found))
	for i, t := range found {
		items[i] = themeBody(t)
	}
	return all(items), nil
}

// BottleneckReportBody is what somebody tells. It is exported because huma documents no other embedded struct.
type BottleneckReportBody struct {
	Title        string              `json:"title,omitempty" maxLength:"400" doc:"Kort wat er niet goed gaat; leeg: het begin van what."`
	What         string              `json:"what,omitempty" maxLength:"8000" doc:"Wat er gebeurt, zonder iets dat zegt over wie het gaat: dat weigeren wij."`
	Theme        string              `json:"theme,omitempty" example:"avond-nacht-weekend" doc:"Code uit /bottleneck-themes."`
	HowOften     bottleneck.HowOften `json:"how_often" enum:"daily,weekly,monthly,once"`
	Suffers      []string            `json:"suffers,omitempty" doc:"Codes van doelgroepen die er last van hebben."`
	Area         network.AreaCode    `json:"area,omitempty" example:"WK990101" doc:"CBS-code van een wijk of gemeente; of noem een wijkverband."`
	Wijkverband  string              `json:"wijkverband,omitempty" doc:"Slug of id; zonder is het dat van het gebied."`
	Request      string              `json:"request,omitempty" doc:"Id van een aanvraag die is geweigerd; alleen bewaard als u genoemd mag worden."`
	Email        string              `json:"email,omitempty" doc:"Voor bericht bij elke stap; het wordt een jaar na het einde gewist."`
	Unnamed      bool                `json:"unnamed,omitempty" doc:"Niemand ziet dat u dit meldde; u krijgt wel antwoord."`
	SeenPersonal bool                `json:"seen_personal,omitempty" doc:"U las de waarschuwing over een naam of postcode en stuurt toch."`
}

type reportBottleneckInput struct{ Body BottleneckReportBody }

type bottleneckReceipt struct {
	ID      bottleneck.ID `json:"id"`
	Number  int           `json:"number"`
	Receipt string        `json:"receipt" doc:"Wie dit heeft, ziet waar de melding staat en mag ja of nee zeggen op een voorstel."`
	Page    string        `json:"page" doc:"De bladzijde die bij de receipt hoort."`
}

func showBottleneckReceipt(r bottleneck.Receipt, err error) (written[bottleneckReceipt], error) {
	if err != nil {
		return written[bottleneckReceipt]{}, err
	}
	return written[bottleneckReceipt]{Location: base + "/bottlenecks/" + string(r.ID), Body: bottleneckReceipt{r.ID, r.Number, r.Token, link.Path(r.Token)}}, nil
}

// reportBottleneck answers POST /bottlenecks. Anybody may.
func (s *server) reportBottleneck(in *reportBottleneckInput, r request) (written[bottleneckReceipt], error) {
	b := &in.Body
	team, err := s.teamOf(r, b.Wijkverband)
	if err != nil {
		return written[bottleneckReceipt]{}, err
	}
	return showBottleneckReceipt(s.Bottlenecks.Report(r, r.actor(), bottleneck.Report{Title: b.Title, What: b.What, Theme: b.Theme, HowOften: b.HowOften, Suffers: b.Suffers,
		Area: b.Area, Wijkverband: team, Request: b.Request, Email: b.Email, Unnamed: b.Unnamed, SeenPersonal: b.SeenPersonal}))
}

// teamOf reads the slug or id of a wijkverband; ” is none.
func (s *server) teamOf(r request, text string) (network.WijkverbandID, error) {
	if text == "" {
		return "", nil
	}
	key, err := id.Parse[network.WijkverbandID](text)
	var found network.Wijkverband
	if err == nil {
		found, err = s.Network.WijkverbandByID(r, key)
	} else {
		found, err = s.Network.Wijkverband(r, text)
	}
	if err != nil {
		return "", asField(err, "wijkverband", "unknown wijkverband")
	}
	return found.ID, nil
}

type boardInput struct {
	Region      string `query:"region" example:"rivierenzoom" doc:"Slug of id; zonder: wat bij het land ligt."`
	Level       string `query:"level" enum:"wijk,region,nation"`
	Wijkverband string `query:"wijkverband" doc:"Slug of id."`
	Theme       string `query:"theme" doc:"Code uit /bottleneck-themes."`
	State       string `query:"state" enum:"reported,discussing,taken-up,proposed,solved,accepted,merged,ended" doc:"Zonder: alles wat open is. ended: opgelost of geaccepteerd."`
	Owner       string `query:"owner" doc:"Id van de eigenaar."`
	Overdue     bool   `query:"overdue" doc:"Alleen waarvan de datum voorbij is."`
	At          string `query:"at" format:"date" doc:"Zoals het bord was aan het eind van deze dag."`
	Cursor      string `query:"cursor" maxLength:"200" doc:"De next van de bladzijde ervoor; de rest van de vraag blijft gelijk."`
	Limit       int    `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"Hoeveel er op een bladzijde staan."`
}

// bottleneckBoard is a part of a board.
type bottleneckBoard struct {
	Items   []bottleneckBody `json:"items"`
	Next    string           `json:"next,omitempty" doc:"Cursor van de volgende bladzijde; staat er niet op de laatste."`
	Total   *int             `json:"total,omitempty" doc:"Aantal in het geheel."`
	Answers []replyBody      `json:"answers" doc:"Wat een hoger niveau in de laatste drie maanden zei tegen de niveaus van dit bord, woord voor woord, het nieuwste eerst. Op de eerste bladzijde van een bord met wat nu open is."`
}

// replyBody is what a higher level said.
type replyBody struct {
	Bottleneck bottleneck.ID        `json:"bottleneck"`
	Number     int                  `json:"number"`
	Title      string               `json:"title"`
	Kind       bottleneck.EventKind `json:"kind" enum:"answered,ended" doc:"Een antwoord, of hoe het is afgelopen."`
	Level      bottleneck.Level     `json:"level" enum:"region,nation" doc:"Wie het zei."`
	By         *OwnerBody           `json:"by,omitempty"`
	Words      string               `json:"words"`
	At         string               `json:"at" format:"date-time"`
	To         []OwnerBody          `json:"to" doc:"De niveaus van dit bord waar het vandaan kwam."`
	Seen       bool                 `json:"seen" doc:"Wie voor die niveaus beslist, heeft het gelezen."`
}

func showReplies(all []bottleneck.Reply) []replyBody {
	out := make([]replyBody, len(all))
	for i, x := range all {
		out[i] = replyBody{x.ID, x.Number, x.Title, x.Kind, x.Level, showOwner(x.By), x.Words, stamp(x.At), make([]OwnerBody, len(x.To)), x.Seen}
		for j, to := range x.To {
			out[i].To[j] = *showOwner(to)
		}
	}
	return out
}

// bottlenecks answers GET /bottlenecks.
func (s *server) bottlenecks(in *boardInput, r request) (bottleneckBoard, error) {
	q := bottleneck.Query{Level: bottleneck.Level(in.Level), Theme: in.Theme, State: bottleneck.State(in.State), Owner: in.Owner, Overdue: in.Overdue, Cursor: in.Cursor, Limit: in.Limit}
	var err error
	if q.Region, err = s.regionOf(r, in.Region); err != nil {
		return bottleneckBoard{}, err
	}
	if q.Wijkverband, err = s.teamOf(r, in.Wijkverband); err != nil {
		return bottleneckBoard{}, err
	}
	if q.At, err = dayOf("at", in.At); err != nil {
		return bottleneckBoard{}, err
	}
	found, err := s.Bottlenecks.Board(r, r.actor(), q)
	if err != nil {
		return bottleneckBoard{}, err
	}
	return bottleneckBoard{Items: showBottlenecks(found.Items, r.now), Next: found.Next, Total: &found.Total, Answers: showReplies(found.Replies)}, nil
}

// ownBottleneck is something that the reader reported.
type ownBottleneck struct {
	Reported bottleneckBody `json:"reported"`
	Now      bottleneckBody `json:"now" doc:"Het knelpunt waar het nu bij hoort."`
	Asked    bool           `json:"asked" doc:"Er wordt op uw ja of nee gewacht."`
	News     int            `json:"news" doc:"Berichten die u nog niet las."`
}

// ownBottlenecks answers GET /bottlenecks/own.
func (s *server) ownBottlenecks(_ *struct{}, r request) (List[ownBottleneck], error) {
	found, err := s.Bottlenecks.Own(r, r.actor())
	if err != nil {
		return List[ownBottleneck]{}, err
	}
	items := make([]ownBottleneck, len(found))
	for i := range found {
		o := &found[i]
		items[i] = ownBottleneck{showBottleneck(&o.Reported, r.now), showBottleneck(&o.Now, r.now), o.Asked, o.News}
	}
	return all(items), nil
}

type risingInput struct {
	Region string `query:"region" example:"rivierenzoom" doc:"Wat in meer wijken van deze regio speelt; zonder: in meer regio's."`
}

type risingTheme struct {
	Theme  string          `json:"theme"`
	Places []string        `json:"places" doc:"Ids van de wijkverbanden, gebieden of regio's."`
	IDs    []bottleneck.ID `json:"ids" doc:"De knelpunten die nog lager liggen."`
}

// risingThemes answers GET /bottlenecks/rising.
func (s *server) risingThemes(in *risingInput, r request) (List[risingTheme], error) {
	region, err := s.regionOf(r, in.Region)
	if err != nil {
		return List[risingTheme]{}, err
	}
	level := bottleneck.Region
	if region == "" {
		level = bottleneck.Nation
	}
	found, err := s.Bottlenecks.Rising(r, r.actor(), level, region)
	if err != nil {
		return List[risingTheme]{}, err
	}
	items := make([]risingTheme, len(found))
	for i, f := range found {
		items[i] = risingTheme(f)
	}
	return all(items), nil
}

type similarInput struct {
	Body struct {
		Region string        `json:"region,omitempty" doc:"Slug of id; zonder: wat bij het land ligt."`
		Text   string        `json:"text" maxLength:"8000"`
		But    bottleneck.ID `json:"but,omitempty" doc:"Dit knelpunt niet."`
	}
}

type similarBottleneck struct {
	ID    bottleneck.ID    `json:"id"`
	Score float64          `json:"score" doc:"0 tot 1; hoger lijkt meer."`
	Title string           `json:"title"`
	Level bottleneck.Level `json:"level" enum:"wijk,region,nation"`
	State bottleneck.State `json:"state"`
}

// similarBottlenecks answers POST /bottlenecks/similar: what somebody types stands in no address.
func (s *server) similarBottlenecks(in *similarInput, r request) (written[List[similarBottleneck]], error) {
	region, err := s.regionOf(r, in.Body.Region)
	if err != nil {
		return written[List[similarBottleneck]]{}, err
	}
	found, err := s.Bottlenecks.Similar(r, r.actor(), region, in.Body.Text, in.Body.But)
	if err != nil {
		return written[List[similarBottleneck]]{}, err
	}
	items := make([]similarBottleneck, len(found))
	for i, m := range found {
		items[i] = similarBottleneck(m)
	}
	return written[List[similarBottleneck]]{Body: all(items)}, nil
}

// dayOf reads a day; ” is none.
func dayOf(field, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return readDay(field, text)
}
