package mirror

import (
	"errors"
	"strings"
	"testing"

	"eerstelijn/internal/fault"
)

func FuzzPage(f *testing.F) {
	for _, text := range []string{
		``, `{}`, `[]`, `{"resourceType":"Bundle"}`, `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Location","id":"l1","meta":{"versionId":"1","lastUpdated":"2026-11-01T08:00:00Z"}}}]}`,
		`{"entry":[{"request":{"method":"DELETE","url":"Location/7/_history/3"},"response":{"etag":"W/\"3\"","lastModified":"2026-11-01T08:00:00Z"}}],"resourceType":"Bundle","link":[{"relation":"next","url":"?p=2"}]}`,
		`{"resourceType":"Bundle","entry":[{"fullUrl":"https://x/Location/7","response":{"status":"410 Gone"}},{"request":7},null,{"resource":null}],"meta":{"lastUpdated":7}}`, `{"resourceType":"Bundle","entry":[`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, _, err := readPage(strings.NewReader(text), "Location", func(c change) error {
			if !idForm.MatchString(c.id) || c.version != "" && !idForm.MatchString(c.version) || c.gone == (len(c.body) > 0) || c.at < 0 {
				t.Errorf("%+v", c)
			}
			return nil
		})
		if _, cut := errors.AsType[*broken](err); err != nil && !cut && fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%v", err)
		}
		if p.updated != "" && moment(p.updated) == 0 {
			t.Errorf("%q is no moment", p.updated)
		}
		if p.next != "" {
			if to, err := nextAddress("https://gids.example/fhir", "https://gids.example/fhir/Location", p.next); err == nil && !strings.HasPrefix(strings.ToLower(to), "https://gids.example") {
				t.Errorf("%q leads to %q", p.next, to)
			}
		}
	})
}

func TestWhichIsNewer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		version string
		at      int64
		kept    string
		keptAt  int64
		want    order
	}{
		{"2", 0, "1", 0, newer}, {"1", 0, "2", 0, older}, {"1", 0, "1", 0, same}, {"10", 5, "9", 5, newer}, {"10", 5, "9", 4, newer},
		{"b", 5, "a", 4, newer}, {"b", 4, "a", 5, older}, {"b", 5, "a", 5, unclear}, {"b", 0, "a", 0, unclear}, {"", 0, "1", 0, unclear}, {"", 0, "", 0, unclear},
		{"3", 5, "7", 4, unclear}, {"7", 4, "3", 5, unclear}, {"a", 5, "a", 5, same}, {"", 6, "", 5, newer}, {"", 5, "", 5, unclear},
	} {
		x := change{version: c.version, at: c.at}
		if got := x.against(c.kept, c.keptAt); got != c.want {
			t.Errorf("%q at %d against %q at %d: %d, want %d", c.version, c.at, c.kept, c.keptAt, got, c.want)
		}
	}
}
