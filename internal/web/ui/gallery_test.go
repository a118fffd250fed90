package ui_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/a-h/templ"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/ui"
)

// moment is when the gallery was made.
var moment = time.Date(2026, time.November, 3, 14, 42, 0, 0, clock.Amsterdam)

// part is a piece of the gallery: a component with a set of values.
type part struct {
	name string
	body templ.Component
}

// text is a component of plain words, for what a page puts inside a part.
func text(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "<p>"+templ.EscapeString(s)+"</p>")
		return err
	})
}

// with gives a part children.
func with(outer templ.Component, inner ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, templ.Join(inner...)), w)
	})
}

// in puts parts in an element with a class, as a page does.
func in(tag, attrs string, inner ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if _, err := io.WriteString(w, "<"+tag+" "+attrs+">"); err != nil {
			return err
		}
		if err := templ.Join(inner...).Render(ctx, w); err != nil {
			return err
		}
		_, err := io.WriteString(w, "</"+tag+">")
		return err
	})
}

func galleryParts() []part {
	return []part{
		{"Knoppen", in("form", `class="cluster" method="post"`,
			ui.Button(ui.ButtonView{Text: "Zoek hulp", Variant: ui.Primary, Icon: ui.IconSearch}),
			ui.Button(ui.ButtonView{Text: "Ja", Variant: ui.Secondary, Name: "antwoord", Value: "ja"}),
			ui.Button(ui.ButtonView{Text: "Nee", Variant: ui.Secondary, Name: "antwoord", Value: "nee"}),
			ui.Button(ui.ButtonView{Text: "Stop en wis", Variant: ui.Subtle}),
			ui.LinkButton("Bekijk de wijk", "/wijk/west", ui.Secondary),
		)},
		{"Kies een onderwerp", in("form", `class="tiles" method="post"`,
			ui.Tile(ui.TileView{Icon: ui.IconIll, Text: "Ziek of pijn", Name: "onderwerp", Value: "ziek"}),
			ui.Tile(ui.TileView{Icon: ui.IconLow, Text: "Somber of bang", Name: "onderwerp", Value: "somber"}),
			ui.Tile(ui.TileView{Icon: ui.IconHome, Text: "Hulp thuis", Name: "onderwerp", Value: "thuis"}),
			ui.Tile(ui.TileView{Icon: ui.IconMedicine, Text: "Medicijnen", Name: "onderwerp", Value: "medicijn"}),
			ui.Tile(ui.TileView{Icon: ui.IconMoney, Text: "Geld en wonen", Name: "onderwerp", Value: "geld"}),
			ui.Tile(ui.TileView{Icon: ui.IconChild, Text: "Kind", Href: "/zoek/kind"}),
		)},
		{"Velden", in("form", `class="flow" method="post"`,
			ui.ErrorSummary([]ui.FieldError{{ID: "postcode", Message: "Vul 4 cijfers in, bijvoorbeeld 5611."}, {ID: "wanneer", Message: "Kies een moment."}}),
			ui.TextField(ui.Field{Name: "vraag", Label: "Uw vraag", Hint: "Bijvoorbeeld: pijn in mijn knie, of schulden. Schrijf geen namen.", Value: "pijn in mijn knie", Rows: 3, Autocomplete: "off"}),
			ui.TextField(ui.Field{Name: "postcode", Label: "Postcode", Hint: "Alleen de 4 cijfers.", Error: "Vul 4 cijfers in, bijvoorbeeld 5611.", Value: "56x", Short: true, InputMode: "numeric", MaxLength: 7, Optional: true}),
			ui.SelectField(ui.Choice{Name: "soort", Label: "Soort hulp", Options: []ui.Option{{Value: "", Text: "Alle soorten"}, {Value: "fysio", Text: "Fysiotherapie", Selected: true}, {Value: "maatschappelijk", Text: "Algemeen maatschappelijk werk en schuldhulpverlening"}}}),
			ui.Radios(ui.Choice{Name: "wanneer", Label: "Wanneer hebt u hulp nodig?", Error: "Kies een moment.", Options: []ui.Option{{Value: "nu", Text: "Nu"}, {Value: "week", Text: "Deze week", Hint: "Wij laten zien wie binnen 7 dagen tijd heeft.", Selected: true}, {Value: "later", Text: "Later"}}}),
			ui.Checkboxes(ui.Choice{Name: "taal", Label: "Welke taal spreekt u?", Optional: true, Options: []ui.Option{{Value: "nl", Text: "Nederlands", Selected: true}, {Value: "tr", Text: "Turks"}}}),
			ui.Checkbox("thuis", "thuis", ui.Option{Value: "ja", Text: "Alleen hulp die bij mij thuis komt"}),
			ui.NearMe(),
			ui.PasskeyForm(ui.PasskeyView{ID: "passkey", Action: "/inloggen/passkey", Ask: "/inloggen/passkey/begin", Back: true, Button: "Log in met een passkey", Variant: ui.Secondary}),
			ui.HiddenFields([]ui.Hidden{{Name: "sleutel", Value: "1"}}),
		)},
		{"Plek en twijfel", in("div", `class="flow"`,
			ui.StatusMark(ui.StatusView{State: ui.Room}),
			ui.StatusMark(ui.StatusView{State: ui.Limited, Detail: "1 plek"}),
			ui.StatusMark(ui.StatusView{State: ui.Ageing, Detail: "3 dagen oud; klopte 7 van de 10 keer"}),
			ui.StatusMark(ui.StatusView{State: ui.Waitlist, Advice: "Reken op 3 tot 7 weken."}),
			ui.StatusMark(ui.StatusView{State: ui.Assessment}),
			ui.StatusMark(ui.StatusView{State: ui.Full}),
			ui.StatusMark(ui.StatusView{State: ui.Unknown}),
			ui.OpenMark(true, "tot 17.00 uur"),
			ui.OpenMark(false, "morgen vanaf 8.00 uur"),
			ui.LastUpdated(moment),
		)},
		{"Levende cijfers", in("div", `class="flow" data-live-list`,
			ui.Live(ui.LiveView{Feed: "/api/v1/feed?region=r", Since: 12}),
			ui.LiveMore(),
			ui.LiveNews("desk", "1 verandering.", "%s veranderingen."),
			in("p", `data-figure="status"`, ui.StatusMark(ui.StatusView{State: ui.Room})),
		)},
		{"Kaarten en lijsten", in("div", `class="flow"`,
			in("div", `class="grid"`,
				with(ui.Card(ui.CardView{ID: "hefboom", Title: "Fysiotherapie De Hefboom", Href: "/aanbod/1"}),
					ui.StatusMark(ui.StatusView{State: ui.Room}), ui.OpenMark(true, "tot 17.00 uur"), text(ui.Dotted("Lindeplein 4, Oudewetering", say.Dutch.Distance(800))), ui.InDutch(" Wat iemand zelf schreef."), ui.PhoneLink("0990123456", false), in("p", `class="cluster"`, ui.Tag("Vergoed"), ui.Tag("Ook online")), ui.LastUpdated(moment)),
				with(ui.Card(ui.CardView{Title: "Arbeidsongeschiktheidsverzekeringsspreekuur Waterland", Href: "/aanbod/2"}),
					ui.StatusMark(ui.StatusView{State: ui.Ageing}), ui.OpenMark(false, "morgen vanaf 8.00 uur"), text(say.Dutch.Distance(2300)), ui.PhoneLink("0990654321", true)),
			),
			ui.DefinitionList([]ui.Definition{
				{Term: "Kosten", Text: "Uw verzekering betaalt. U gebruikt eerst uw eigen risico."},
				{Term: "Talen", Text: "Nederlands, Turks"},
				{Term: "Bellen", Body: ui.PhoneLink("0880123456", true)},
			}),
			ui.Pager(ui.PagerView{Summary: "20 van " + ui.Count(1234) + " resultaten", PrevHref: "/zoek?na=a", NextHref: "/zoek?na=b"}),
		)},
		{"Meldingen", in("div", `class="flow"`,
			with(ui.Notice(ui.Info, "Dit weten we nog niet"), text("De praktijk vertelde niet hoelang u wacht.")),
			with(ui.Notice(ui.OK, "Verstuurd"), text("U krijgt antwoord vóór 14.40 uur.")),
			with(ui.Notice(ui.Warning, "Geen verbinding sinds 14.40 uur"), text("Bel eerst.")),
			with(ui.Notice(ui.Problem, "Niet verstuurd: geen internet"), text("Uw tekst staat nog hier."), ui.Button(ui.ButtonView{Text: "Probeer opnieuw", Variant: ui.Secondary})),
			ui.Happened("Bewaard", "De melders weten het."),
			ui.NotNow("Iemand anders schreef dit intussen op."),
			with(ui.Fold("Vertel meer", true), text("Wat er nog meer te zeggen is.")),
			with(ui.EmptyState("We vonden niets", "Kies een onderwerp of bel ons."), ui.LinkButton("Kies een onderwerp", "/", ui.Secondary)),
			ui.Pager(ui.PagerView{Summary: "20 resultaten", Label: "Meer meldingen", Action: "/zoek", Prev: []ui.Hidden{{Name: "na", Value: "a"}}, Next: []ui.Hidden{{Name: "na", Value: "b"}}}),
		)},
		{"Figuren", in("div", `class="split"`,
			in("div", `class="flow"`,
				ui.DataTable(ui.TableView{ID: "cijfers", Caption: "Hoe compleet zijn de wijken?", Source: "Bron: opgave van de wijken, 3 november 2026, aantal taken.",
					Columns: []ui.Column{{Title: "Wijk"}, {Title: "Inwoners", Numeric: true}, {Title: "Bemand", Numeric: true}, {Title: "Plek"}},
					Rows: [][]ui.Cell{
						{{Text: "Wijk West", Href: "/wijk/west"}, {Text: ui.Count(23065)}, {Text: "8 van 8"}, {Body: ui.StatusMark(ui.StatusView{State: ui.Limited})}},
						{{Text: "Oudewetering-Zuid", Href: "/wijk/zuid"}, {Text: ui.Count(940)}, {Text: "3 van 8"}, {Body: ui.StatusMark(ui.StatusView{State: ui.Unknown})}},
					}}),
				ui.CardTable(ui.TableView{ID: "buren", Caption: "Platforms die wij vragen", Columns: []ui.Column{{Title: "Platform"}, {Title: "Aantal vragen", Numeric: true}, {Title: "Het laatst"}},
					Rows: [][]ui.Cell{{{Text: "Buurtplatform De Overkant", Href: "#buren"}, {Text: "12"}, {Text: "maandag 2 november 2026, 14.05 uur"}}, {{Text: "Regio Verderop"}, {Text: "0"}, {}}}}),
				ui.DataTable(ui.TableView{ID: "leeg", Caption: "Loopt vast", Columns: []ui.Column{{Title: "Knelpunt"}, {Title: "Sinds"}}, Empty: "Niets loopt vast."}),
			),
			ui.Map(galleryMap()),
		)},
		{"Pictogrammen", in("div", `class="cluster"`,
			ui.Icon(ui.IconIll), ui.Icon(ui.IconLow), ui.Icon(ui.IconHome), ui.Icon(ui.IconMedicine), ui.Icon(ui.IconMoney), ui.Icon(ui.IconChild),
			ui.Icon(ui.IconPhone), ui.Icon(ui.IconClock), ui.Icon(ui.IconPlace), ui.Icon(ui.IconSearch), ui.Icon(ui.IconPerson), ui.Icon(ui.IconNext),
			ui.Icon(ui.IconInfo), ui.Icon(ui.IconCheck), ui.Icon(ui.IconAlert), ui.Icon(ui.IconError),
		)},
	}
}

func galleryMap() ui.MapView {
	return ui.MapView{
		ID: "kaart", Title: "Bemande taken per wijk", Height: 820, TableID: "cijfers",
		Source: "Bron: opgave van de wijken, 3 november 2026. Grenzen: verzonnen.",
		Shapes: []ui.MapShape{
			{Path: "M40 60L380 30L420 300L300 380L60 340Z", Class: ui.MapClass4, Title: "Wijk West: 8 van 8 taken bemand", Href: "/wijk/west", Label: "8", LabelX: 230, LabelY: 200},
			{Path: "M380 30L760 70L740 330L420 300Z", Class: ui.MapClass3, Title: "Wijk Noord: 6 van 8 taken bemand", Href: "/wijk/noord", Label: "6", LabelX: 580, LabelY: 185},
			{Path: "M760 70L960 160L930 520L740 330Z", Class: ui.MapClass2, Title: "Wijk Oost: 4 van 8 taken bemand", Href: "/wijk/oost", Label: "4", LabelX: 850, LabelY: 270},
			{Path: "M420 300L740 330L930 520L640 780L300 640L300 380Z", Class: ui.MapClass1, Title: "Wijk Zuid: 1 van 8 taken bemand", Href: "/wijk/zuid", Label: "1", LabelX: 560, LabelY: 510},
			{Path: "M60 340L300 380L300 640L120 700Z", Class: ui.MapMissing, Title: "Polder: geen cijfer", Label: "–", LabelX: 190, LabelY: 510},
		},
		Legend: []ui.MapLegend{
			{Class: ui.MapClass4, Word: "8: compleet"}, {Class: ui.MapClass3, Word: "6 of 7"}, {Class: ui.MapClass2, Word: "3 tot 5"},
			{Class: ui.MapClass1, Word: "0 tot 2"}, {Class: ui.MapMissing, Word: "geen cijfer"},
		},
	}
}

// galleryPage is a whole page that holds every part.
func galleryPage() templ.Component {
	parts := []templ.Component{in("h1", "", templ.Raw("Waar kunnen we u mee helpen?")),
		in("p", `class="lead"`, templ.Raw("Hier staat alles waar de pagina’s van gemaakt zijn. Zo ziet u of het rustig, duidelijk en compleet is."))}
	for _, p := range galleryParts() {
		parts = append(parts, in("h2", "", templ.Raw(p.name)), p.body)
	}
	return with(ui.Page(ui.PageView{
		Title: "Alle onderdelen", Current: "/zoek",
		Crumbs: []ui.Link{{Text: "Begin", Href: "/"}, {Text: "Regio Rivierenzoom", Href: "/regio/rivierenzoom"}, {Text: "Alle onderdelen"}},
		Tools:  []ui.Link{{Text: "Kies een persoon", Href: "/demo"}}, ReadingBack: "/zoek", Languages: say.All, Aloud: true,
		Contact: ui.Contact{Number: "0990112233", Hours: "vandaag tot 17.00 uur"},
		Source:  "opgave van de praktijken, november 2026.",
		Now:     moment, Demo: true, Person: "A. de Wit",
		Scripts: []string{assets.NearScript, assets.MapScript},
	}), parts...)
}

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var buf bytes.Buffer
	if err := c.Render(t.Context(), &buf); err != nil {
		t.Fatalf("render: %v", err)
	}
	return buf.String()
}

// TestGallery writes a page with every part, and the assets it asks for, to GALLERY_OUT (or a
// temporary folder), to be served from there and looked at; and proves that every address in it is
// served.
func TestGallery(t *testing.T) {
	t.Parallel()
	out := os.Getenv("GALLERY_OUT")
	if out == "" {
		out = t.TempDir()
	}
	page := render(t, galleryPage())
	write(t, filepath.Join(out, "index.html"), []byte(page))

	wanted := regexp.MustCompile(`/assets/[\w.-]+`).FindAllString(page, -1)
	if len(wanted) < 4 {
		t.Fatalf("the page asks for %q; expected style, sign and two scripts", wanted)
	}
	for _, url := range wanted {
		rec := httptest.NewRecorder()
		assets.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, url, nil))
		if rec.Code != http.StatusOK {
			t.Errorf("GET %s = %d, want 200", url, rec.Code)
			continue
		}
		write(t, filepath.Join(out, url), rec.Body.Bytes())
	}
}

func write(t *testing.T, name string, body []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, body, 0o644); err != nil {
		t.Fatal(err)
	}
}
