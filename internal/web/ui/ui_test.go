package ui_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"eerstelijn/internal/web/ui"
)

// nodes gives every element of a page.
func nodes(t *testing.T, page string) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var all []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			all = append(all, n)
		}
	}
	return all
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// TestEveryPartIsInTheGallery keeps the gallery whole: a new part is looked at before it is used.
func TestEveryPartIsInTheGallery(t *testing.T) {
	t.Parallel()
	gallery, err := os.ReadFile("gallery_test.go")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*_templ.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no generated parts: %v", err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !f.Name.IsExported() {
				continue
			}
			if !strings.Contains(string(gallery), "ui."+f.Name.Name+"(") {
				t.Errorf("%s: %s is not in the gallery", name, f.Name.Name)
			}
		}
	}
}

// TestGalleryIsSound: ids are unique, what refers to an id finds it, nothing is inline that the
// content policy forbids, and one button is filled.
func TestGalleryIsSound(t *testing.T) {
	t.Parallel()
	all := nodes(t, render(t, galleryPage()))
	ids := map[string]bool{}
	for _, n := range all {
		if id, ok := attr(n, "id"); ok {
			if ids[id] || id == "" {
				t.Errorf("<%s id=%q> occurs twice or is empty", n.Data, id)
			}
			ids[id] = true
		}
	}
	filled := 0
	for _, n := range all {
		for _, name := range []string{"for", "aria-describedby", "aria-labelledby"} {
			value, _ := attr(n, name)
			for id := range strings.FieldsSeq(value) {
				if !ids[id] {
					t.Errorf("<%s %s=%q> refers to nothing", n.Data, name, id)
				}
			}
		}
		if href, _ := attr(n, "href"); strings.HasPrefix(href, "#") && !ids[href[1:]] {
			t.Errorf("a link to %q leads nowhere", href)
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s %s=%q> is inline", n.Data, a.Key, a.Val)
			}
		}
		if _, src := attr(n, "src"); n.Data == "style" || n.Data == "script" && !src {
			t.Errorf("<%s> is inline", n.Data)
		}
		if class, _ := attr(n, "class"); strings.Contains(class, "nl-button--primary") {
			filled++
		}
	}
	if filled != 1 {
		t.Errorf("%d filled buttons, want one to a screen", filled)
	}
}

// TestTextIsNeverHTML gives every place for text a tag, and every address a script.
func TestTextIsNeverHTML(t *testing.T) {
	t.Parallel()
	const evil, script = `"><img src=x onerror=alert(1)>`, "javascript:alert(1)"
	hidden := []ui.Hidden{{Name: evil, Value: evil}}
	options := []ui.Option{{Value: evil, Text: evil, Hint: evil}}
	choice := ui.Choice{Name: "c", Label: evil, Hint: evil, Error: evil, Options: options}
	parts := []templ.Component{
		ui.Page(ui.PageView{
			Title: evil, Lang: evil, Nav: []ui.Link{{Text: evil, Href: script}}, Crumbs: []ui.Link{{Text: evil, Href: script}},
			Tools: []ui.Link{{Text: evil, Href: script}}, Person: evil, Source: evil, Scripts: []string{evil},
			Contact: ui.Contact{Number: evil, Hours: evil, Dialable: true},
		}),
		ui.Button(ui.ButtonView{Text: evil, Variant: evil, Name: evil, Value: evil, Icon: evil}),
		ui.LinkButton(evil, script, ui.Secondary),
		ui.Tile(ui.TileView{Text: evil, Href: script}), ui.Tile(ui.TileView{Text: evil, Name: evil, Value: evil}),
		ui.TextField(ui.Field{ID: evil, Name: evil, Label: evil, Hint: evil, Error: evil, Value: evil, Type: evil, InputMode: evil, Autocomplete: evil}),
		ui.TextField(ui.Field{Name: "t", Label: evil, Value: "</textarea>" + evil, Rows: 3}),
		ui.SelectField(choice), ui.Radios(choice), ui.Checkboxes(choice), ui.Checkbox(evil, evil, options[0]),
		ui.ErrorSummary([]ui.FieldError{{ID: evil, Message: evil}}),
		ui.Notice(ui.Warning, evil), ui.EmptyState(evil, evil), ui.Happened(evil, evil), ui.NotNow(evil), ui.Fold(evil, true),
		ui.StatusMark(ui.StatusView{State: evil, Advice: evil, Detail: evil}), ui.OpenMark(true, evil),
		ui.Card(ui.CardView{ID: evil, Title: evil, Href: script}),
		ui.DefinitionList([]ui.Definition{{Term: evil, Text: evil}}),
		ui.Tag(evil), ui.PhoneLink(evil, true), ui.PhoneLink(evil, false),
		ui.Pager(ui.PagerView{Summary: evil, Label: evil, PrevHref: script, NextHref: script}),
		ui.Pager(ui.PagerView{Action: script, Next: hidden}), ui.HiddenFields(hidden),
		ui.DataTable(ui.TableView{
			ID: evil, Caption: evil, Source: evil, Columns: []ui.Column{{Title: evil}},
			Rows: [][]ui.Cell{{{Text: evil, Href: script}, {Text: evil}}},
		}),
		ui.Map(ui.MapView{
			ID: "m", Title: evil, Source: evil, TableID: evil, Legend: []ui.MapLegend{{Class: evil, Word: evil}},
			Shapes: []ui.MapShape{{Path: evil, Class: evil, Title: evil, Href: script, Label: evil}},
		}),
	}
	for i, p := range parts {
		page := render(t, p)
		if strings.Contains(page, "javascript:") {
			t.Errorf("part %d keeps an address that runs a script", i)
		}
		for _, n := range nodes(t, page) {
			if _, runs := attr(n, "onerror"); runs || n.Data == "img" {
				t.Errorf("part %d: text became <%s>", i, n.Data)
			}
		}
	}
}

func TestFieldKeepsItsValueAndSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	page := render(t, ui.TextField(ui.Field{Name: "postcode", Label: "Postcode", Hint: "4 cijfers", Value: "56x", Error: "Vul 4 cijfers in."}))
	for _, want := range []string{`value="56x"`, `aria-invalid="true"`, `aria-describedby="postcode-hint postcode-fout"`, `id="postcode-fout"`, "Vul 4 cijfers in."} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in %s", want, page)
		}
	}
	calm := render(t, ui.TextField(ui.Field{Name: "postcode", Label: "Postcode", Value: "5611"}))
	for _, unwanted := range []string{"-fout", "aria-describedby", `aria-invalid="true"`} {
		if strings.Contains(calm, unwanted) {
			t.Errorf("a field without error has %s", unwanted)
		}
	}
}

// TestWhatIsNotUnderstoodNeverLooksLikeRoom: a state from a newer version, or none, is doubt.
func TestWhatIsNotUnderstoodNeverLooksLikeRoom(t *testing.T) {
	t.Parallel()
	for _, state := range []ui.State{"", "plenty", "ROOM"} {
		page := render(t, ui.StatusMark(ui.StatusView{State: state}))
		if !strings.Contains(page, "Niet bekend.") || !strings.Contains(page, "status--unknown") {
			t.Errorf("state %q shows as %s", state, page)
		}
	}
}

// TestEveryStateHasItsOwnShapeAndWord: in grey tones, or heard, all states can be told apart.
func TestEveryStateHasItsOwnShapeAndWord(t *testing.T) {
	t.Parallel()
	shapes, words := map[string]ui.State{}, map[string]ui.State{}
	for _, state := range []ui.State{ui.Room, ui.Limited, ui.Ageing, ui.Waitlist, ui.Assessment, ui.Full, ui.Unknown} {
		page := render(t, ui.StatusMark(ui.StatusView{State: state}))
		_, svg, _ := strings.Cut(page, "<svg")
		shape, rest, _ := strings.Cut(svg, "</svg>")
		_, word, _ := strings.Cut(rest, "status__word\">")
		word, _, _ = strings.Cut(word, "<")
		if other, taken := shapes[shape]; taken {
			t.Errorf("%s and %s have one shape", state, other)
		}
		if other, taken := words[word]; taken || word == "" {
			t.Errorf("%s and %s have one word %q", state, other, word)
		}
		shapes[shape], words[word] = state, state
	}
}

// TestDemoDialsNobody: in the invented region no number is a link, 112 included.
func TestDemoDialsNobody(t *testing.T) {
	t.Parallel()
	view := ui.PageView{Title: "Begin", Contact: ui.Contact{Number: "0401234567", Dialable: true}, Demo: true}
	if page := render(t, ui.Page(view)); strings.Contains(page, "tel:") {
		t.Error("the demo has a number that dials")
	}
	view.Demo = false
	page := render(t, ui.Page(view))
	for _, want := range []string{`href="tel:112"`, `href="tel:0401234567"`, "040 123 45 67"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s outside the demo", want)
		}
	}
}

func TestLegendShowsOnlyWhatOccurs(t *testing.T) {
	t.Parallel()
	view := galleryMap()
	view.Shapes = view.Shapes[:1]
	page := render(t, ui.Map(view))
	if !strings.Contains(page, "8: compleet") || strings.Contains(page, "geen cijfer") {
		t.Error("the legend names a class that no area has, or misses one that occurs")
	}
}
