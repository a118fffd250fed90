package offer

import (
	"context"
	"net/http"
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

type historyView struct {
	frame    ui.PageView
	name     string
	action   string
	version  int64 // as it is now
	versions []versionView
}

type versionView struct {
	number  int64
	at      time.Time
	who     string
	what    string
	changed []changeView
	first   bool
	current bool
}

type changeView struct{ label, before, after string }

// actWords say what was done.
var actWords = map[string]string{
	"directory.Save": "Gewijzigd", "directory.Confirm": "Nagekeken: klopt nog", "directory.Import": "Overgenomen uit een bestand",
	"directory.Show": "Getoond", "directory.Hide": "Verborgen", "directory.Undo": "Eerdere versie teruggezet",
}

// History shows all versions of an entry with what each changed.
func (p Page) History(w http.ResponseWriter, r *http.Request) error {
	s, err := which(r)
	if err != nil {
		return err
	}
	all, err := p.Directory.OwnHistory(r.Context(), p.SignedIn(r), s)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return fault.Missing("Dit aanbod bestaat niet (meer).", "service not found")
	}
	now := all[0].Service
	v := historyView{frame: p.frame(r, "Wat er is gewijzigd"), name: now.Name, action: entryPath(s), version: now.Version}
	for i := range all {
		one := versionView{number: all[i].Service.Version, at: all[i].At, what: actWords[all[i].Act], first: i == len(all)-1, current: i == 0}
		if one.first && all[i].Act == "directory.Save" {
			one.what = "Gemaakt"
		}
		if one.what == "" {
			one.what = "Gewijzigd"
		}
		if one.who, err = p.who(r.Context(), &all[i]); err != nil {
			return err
		}
		for _, d := range all[i].Changed {
			one.changed = append(one.changed, changeView{d.NL, p.say(d.Field, d.Before), p.say(d.Field, d.After)})
		}
		v.versions = append(v.versions, one)
	}
	return p.Render(w, r, http.StatusOK, historyPage(v))
}

// who says who made a version: a colleague by name, anybody else by what they are.
func (p Page) who(ctx context.Context, v *directory.Version) (string, error) {
	switch v.Role {
	case "system", "":
		return "Het systeem", nil
	case "link-holder":
		return "Iemand met een link per e-mail", nil
	case "machine-client":
		return "Een programma van uw organisatie", nil
	}
	if v.Person != "" {
		person, err := p.Network.PersonForSignIn(ctx, network.PersonID(v.Person))
		if err == nil {
			return person.Name, nil
		}
		if fault.KindOf(err) != fault.NotFound {
			return "", err
		}
	}
	return roleWord(v.Role), nil
}

// Undo puts a version back.
func (p Page) Undo(w http.ResponseWriter, r *http.Request) error {
	s, err := which(r)
	if err != nil {
		return err
	}
	if err := site.Form(r); err != nil {
		return err
	}
	f := typed(r.PostForm)
	version, ok := f.number("terug")
	expected, known := f.version()
	if !ok || !known {
		return fault.New(fault.Invalid, "Dit formulier is niet volledig. Open de geschiedenis opnieuw.", "the form lacks its versions")
	}
	if _, err := p.Directory.Undo(r.Context(), p.SignedIn(r), s, version, expected); err != nil {
		return err
	}
	return done(w, r, s, "teruggezet")
}
