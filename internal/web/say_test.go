package web_test

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/site"
)

// texts are the Dutch texts that the source code shows in several languages.
func texts(t *testing.T) map[string]string {
	t.Helper()
	shown := regexp.MustCompile(`(?:say\.T\((?:ctx|r\.Context\(\)), |\bl\.T\(|say\.Key\()"((?:[^"\\]|\\.)*)"`)
	all := map[string]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_templ.go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		if ext := filepath.Ext(path); ext != ".go" && ext != ".templ" {
			return nil
		}
		body, err := os.ReadFile(path)
		for _, m := range shown.FindAllStringSubmatch(string(body), -1) {
			all[m[1]] = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestTextsAreTranslated: what a citizen reads stands in every language, with the same values, and
// nothing stands there that is not read any more.
func TestTextsAreTranslated(t *testing.T) {
	t.Parallel()
	want := texts(t)
	if len(want) < 250 {
		t.Fatalf("only %d texts found: the search is broken", len(want))
	}
	h := demonstration(t)
	tables := h.finder.Tables()
	for _, k := range tables.Kinds {
		want[k.Name] = "kinds"
		for _, d := range k.Disciplines {
			want[tables.DisciplineName(d)] = "disciplines"
		}
	}
	for _, g := range tables.TargetGroups {
		want[g.Name] = "target groups"
	}
	for _, f := range tables.Accessibility {
		want[f.Name] = "accessibility"
	}
	for _, n := range live.Needs {
		want[n.Name()] = "needs"
	}
	for _, why := range []string{live.WhyHere, live.WhyNear, live.WhyDuty} {
		want[why] = "who-now"
	}
	verbs := regexp.MustCompile(`%(?:\[\d+\])?s`)
	for _, l := range say.All[1:] {
		body, err := os.ReadFile(filepath.Join("say", "texts", l.Code+".json"))
		var has map[string]string
		if err == nil {
			err = json.Unmarshal(body, &has)
		}
		if err != nil {
			t.Fatal(err)
		}
		for text, from := range want {
			if strings.TrimSpace(has[text]) == "" {
				t.Errorf("%s lacks %q (%s)", l.Code, text, from)
			} else if len(verbs.FindAllString(text, -1)) != len(verbs.FindAllString(has[text], -1)) {
				t.Errorf("%s: %q has other values than %q", l.Code, has[text], text)
			}
		}
		for text := range has {
			if want[text] == "" {
				t.Errorf("%s has %q, which nobody shows", l.Code, text)
			}
		}
	}
}

// TestPagesInOtherLanguages: a visitor chooses a language once; the citizen's pages speak it and say so
// to who hears them, and what people wrote themselves is marked as Dutch.
func TestPagesInOtherLanguages(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	for _, l := range say.All[1:] {
		v := h.visit(t)
		a := v.post("/weergave", url.Values{say.Field: {l.Code}, "terug": {"/wie-nu"}})
		if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/wie-nu" {
			t.Fatalf("%s: choosing answers %d to %s", l.Code, a.StatusCode, a.Header.Get("Location"))
		}
		service := "/aanbod/" + string(h.data.Services[0].ID)
		for _, path := range []string{"/", "/zoek", "/wie-nu", service, "/privacy", "/toegankelijkheid", "/bestaat-niet"} {
			page := v.get(path)
			root := page.all("html")[0]
			if path == "/bestaat-niet" {
				continue // an address that no page has stays in Dutch
			}
			if attr(root, "lang") != l.Code || (attr(root, "dir") == "rtl") != l.RTL {
				t.Errorf("%s %s: lang=%q dir=%q", l.Code, path, attr(root, "lang"), attr(root, "dir"))
			}
			if page.text("header") == "" || strings.Contains(page.text("header"), "Levensgevaar") || strings.Contains(page.text("footer"), "Liever bellen") {
				t.Errorf("%s %s: the frame is Dutch: %s", l.Code, path, page.text("header"))
			}
		}
		found := v.post(site.SearchPath, url.Values{site.TopicField: {"ziek"}})
		if found.StatusCode != http.StatusOK || len(found.all(`main [lang="nl"]`)) == 0 {
			t.Errorf("%s: names of services are not marked as Dutch", l.Code)
		}
		for _, dutch := range []string{"Gecontroleerd op", "Openingstijden", "Zoek hulp", "Nu open", "kilometer "} {
			if strings.Contains(found.body, ">"+dutch) {
				t.Errorf("%s: the results say %q", l.Code, dutch)
			}
		}
		if wrong := v.post(site.SearchPath, url.Values{site.QuestionField: {"huisarts"}, site.PlaceField: {"12"}}); wrong.StatusCode != http.StatusUnprocessableEntity ||
			!strings.Contains(wrong.body, l.T("Vul 4 cijfers in, bijvoorbeeld 5611.")) {
			t.Errorf("%s: a wrong postcode answers %d, without its words", l.Code, wrong.StatusCode)
		}
		region := v.get("/land")
		if got := attr(region.all("html")[0], "lang"); got != "nl" {
			t.Errorf("%s: a page that was not translated says it is %q", l.Code, got)
		}
	}
}

// TestLanguageOfTheVisitor: the choice can be undone, and nonsense is refused.
func TestLanguageOfTheVisitor(t *testing.T) {
	t.Parallel()
	h := demonstration(t)
	v := h.visit(t)
	v.post("/weergave", url.Values{say.Field: {"tr"}, "terug": {"/"}})
	if got := attr(v.get("/").all("html")[0], "lang"); got != "tr" {
		t.Fatalf("lang=%q", got)
	}
	buttons := v.get("/").all(".languages button")
	codes := make([]string, len(buttons))
	for i, b := range buttons {
		codes[i] = attr(b, "value")
	}
	if !slices.Equal(codes, []string{"nl", "en", "tr", "ar", "pl", "uk"}) {
		t.Errorf("the switch offers %v", codes)
	}
	if a := v.post("/weergave", url.Values{say.Field: {"klingon"}, "terug": {"/"}}); a.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("an unknown language answers %d", a.StatusCode)
	}
	v.post("/weergave", url.Values{say.Field: {"nl"}, "terug": {"https://elders.example/"}})
	if got := attr(v.get("/").all("html")[0], "lang"); got != "nl" {
		t.Errorf("back in Dutch: lang=%q", got)
	}
}
