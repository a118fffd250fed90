package offer

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/web/ui"
)

// chooseView shows what two people changed differently, side by side.
type chooseView struct {
	frame  ui.PageView
	name   string
	action string
	back   string
	fields []choiceView
	hidden []ui.Hidden // the whole form of this person
}

type choiceView struct {
	name, label       string
	was, mine, theirs string
}

// mineValue and theirsValue are the answers to a choice.
const (
	mineValue   = "mijn"
	theirsValue = "hun"
)

// choiceName is the field in which a choice about a part of an entry is made: the part may be named
// after what somebody typed, which belongs in no field's name. The number is that of the conflict.
func choiceName(i int) string { return "kies-" + strconv.Itoa(i) }

// choose shows a conflict. The form goes along as it was typed, so that nothing is lost.
func (p Page) choose(w http.ResponseWriter, r *http.Request, f typed, c *directory.Conflicted) error {
	v := chooseView{frame: p.frame(r, c.Theirs.Name), name: c.Theirs.Name, action: entryPath(c.Theirs.ID), back: entryPath(c.Theirs.ID)}
	for i, one := range c.Conflicts {
		v.fields = append(v.fields, choiceView{name: choiceName(i), label: one.NL,
			was: p.say(one.Field, one.Base), mine: p.say(one.Field, one.Mine), theirs: p.say(one.Field, one.Theirs)})
	}
	names := make([]string, 0, len(f))
	for name := range f {
		if name != "theirs" && name != "doe" && !strings.HasPrefix(name, "kies-") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range f[name] {
			v.hidden = append(v.hidden, ui.Hidden{Name: name, Value: value})
		}
	}
	v.hidden = append(v.hidden, ui.Hidden{Name: "theirs", Value: strconv.FormatInt(c.Theirs.Version, 10)})
	return p.Render(w, r, http.StatusConflict, choosePage(v))
}

// chosen joins two changes as somebody chose. Where no choice was made this person's own stands: they
// are at work, and the other's stays in the history.
func (f typed) chosen(base, mine, theirs directory.Service) directory.Service {
	_, conflicts := directory.Merge(base, directory.Clean(mine), theirs)
	sides := map[string]directory.Side{}
	for i, c := range conflicts {
		sides[c.Field] = directory.Mine
		if f.get(choiceName(i)) == theirsValue {
			sides[c.Field] = directory.Theirs
		}
	}
	return directory.Resolve(base, directory.Clean(mine), theirs, func(field string) directory.Side { return sides[field] })
}
