package identity

import "strings"

// agents are browsers and systems by what their name is known from, the most telling first: most of
// them also call themselves Safari, and Edge calls itself Chrome.
var (
	browsers = [...]struct{ mark, name string }{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"Chrome/", "Chrome"}, {"CriOS/", "Chrome"}, {"Safari/", "Safari"},
	}
	systems = [...]struct{ mark, name string }{
		{"iPhone", "een iPhone"}, {"iPad", "een iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Macintosh", "een Mac"},
		{"CrOS", "een Chromebook"}, {"Linux", "Linux"},
	}
)

// agentOf says in plain words what browser somebody uses, so that they know their own sessions apart.
// Versions are left out: nobody knows theirs, and together they would point at one person.
func agentOf(header string) string {
	browser, system := "Een browser", ""
	for _, b := range browsers {
		if strings.Contains(header, b.mark) {
			browser = b.name
			break
		}
	}
	for _, s := range systems {
		if strings.Contains(header, s.mark) {
			system = " op " + s.name
			break
		}
	}
	return browser + system
}
