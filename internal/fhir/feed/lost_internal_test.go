package feed

import (
	"slices"
	"testing"
)

func TestLost(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		why, sent, kept string
		want            []string
	}{
		{"the same", `{"name":"A","active":true}`, `{"name":"A","active":true}`, nil},
		{"more stands there", `{"name":"A","telecom":[{"system":"phone"}]}`, `{"id":"1","name":"A","telecom":[{"system":"phone","rank":1},{"system":"email"}]}`, nil},
		{"another order", `{"telecom":[{"value":"1"},{"value":"2"}]}`, `{"telecom":[{"value":"2"},{"value":"1"}]}`, nil},
		{"another value", `{"name":"A"}`, `{"name":"B"}`, []string{"Location.name"}},
		{"nothing", `{"name":"A","alias":["x"]}`, `{}`, []string{"Location.alias[0]", "Location.name"}},
		{"one of a list", `{"telecom":[{"value":"1"},{"value":"2","use":"work"}]}`, `{"telecom":[{"value":"1"},{"value":"2"}]}`, []string{"Location.telecom[1]"}},
		{"deep within", `{"address":{"line":["a","b"]}}`, `{"address":{"line":["a"],"city":"c"}}`, []string{"Location.address"}},
		{"of another kind", `{"address":{"line":["a"]},"alias":["x"]}`, `{"address":"a","alias":"x"}`, []string{"Location.address", "Location.alias[0]"}},
		{"a decimal as it is written", `{"position":{"latitude":52.10}}`, `{"position":{"latitude":52.1}}`, []string{"Location.position"}},
		{"what the directory gives itself", `{"id":"2","meta":{"versionId":"1"},"language":"nl"}`, `{"id":"1"}`, nil},
		{"when it was found right", `{"extension":[{"url":` + string(checked) + `,"valueDateTime":"2026"}]}`, `{}`, nil},
		{"what stands beside a text", `{"_name":{"id":"x"}}`, `{"_name":{"id":"x","extension":[]}}`, nil},
	} {
		got, err := lost("Location", []byte(c.sent), []byte(c.kept))
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: lost %q, %v; want %q", c.why, got, err, c.want)
		}
	}
	for _, text := range []string{``, `[]`, `{"a":`, `{"a":1`} {
		if _, err := lost("Location", []byte(text), []byte(`{}`)); err == nil {
			t.Errorf("%q is taken for a resource", text)
		}
	}
}
