package place

import (
	"net/http"
	"net/url"
	"slices"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/launch"
	"eerstelijn/internal/web/ui"
)

// taken is what a record system filled in of a form: nothing is asked twice. It stands in the form alone
// until somebody sends that.
type taken struct {
	system string
	what   []string // names of what was filled in
	empty  string   // the same form with nothing filled in
}

func (t taken) list() string { return ui.Joined(t.what) }

// given is what the browser keeps of an open record, for this person and this form.
func (p Page) given(r *http.Request) (_ launch.Given, system string, ok bool) {
	handle := r.URL.Query().Get(launch.CarryField)
	if p.Launches == nil || handle == "" {
		return launch.Given{}, "", false
	}
	return p.Launches.Carried(r.Context(), p.Kept(r, launch.CarryCookie), handle, p.SignedIn(r).Person)
}

// onlyFrom and andFrom keep the handle of a launch in the address of the next page, as it came.
func onlyFrom(r *http.Request) string { return handleAfter("?", r) }
func andFrom(r *http.Request) string  { return handleAfter("&", r) }

func handleAfter(sign string, r *http.Request) string {
	handle := r.URL.Query().Get(launch.CarryField)
	if handle == "" || len(handle) > 20 {
		return ""
	}
	return sign + url.Values{launch.CarryField: {handle}}.Encode()
}

// fill puts in a new form what the open record says of it, as far as the form has an answer that fits.
func (b *book) fill(r *http.Request, v *askView) error {
	g, system, ok := b.given(r)
	if !ok {
		return nil
	}
	v.from = taken{system: system, empty: emptyPath(v.kind)}
	if g.PC4 != "" {
		if err := b.fillArea(r, v, g.PC4); err != nil {
			return err
		}
	}
	tables := b.Finder.Tables()
	if slices.ContainsFunc(tables.TargetGroups, func(t directory.TargetGroup) bool { return t.Code == g.Group }) {
		v.typed.Set(groupsName, g.Group)
		v.from.what = append(v.from.what, "groep")
	}
	for _, l := range tables.Languages {
		if l.Code != "nl" && slices.Contains(g.Languages, l.Code) && !slices.Contains(g.Languages, "nl") {
			v.typed.Add(languagesName, l.Code)
		}
	}
	if v.typed.Has(languagesName) {
		v.from.what = append(v.from.what, "taal")
	}
	return nil
}

// fillArea chooses the wijk of a postcode, or its municipality, where the form offers that.
func (b *book) fillArea(r *http.Request, v *askView, pc4 string) error {
	at, err := b.Network.Postcode(r.Context(), pc4)
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Invalid:
		return nil
	}
	if err != nil {
		return err
	}
	options, err := b.areas(r, b.SignedIn(r), "")
	if err != nil {
		return err
	}
	for _, code := range []string{string(at.Area), string(at.Municipality)} {
		if slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value != "" && o.Value == code }) {
			v.typed.Set(areaName, code)
			v.from.what = append(v.from.what, "wijk")
			return nil
		}
	}
	return nil
}

func emptyPath(k capacity.Kind) string { return newPath + "?soort=" + url.QueryEscape(string(k.Code)) }
