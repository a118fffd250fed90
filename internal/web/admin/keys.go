package admin

import (
	"net/http"
	"strings"

	"eerstelijn/internal/custody"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

const keysPath = Path + "/sleutels"

type keysView struct {
	frame  ui.PageView
	wrong  string // why what was asked cannot be now
	done   string
	status custody.Status
}

// Keys shows which keys there are. None is ever shown itself.
func (p Page) Keys(w http.ResponseWriter, r *http.Request) error {
	return p.keys(w, r, nil)
}

// keys shows the page; refused is why what was asked cannot be now.
func (p Page) keys(w http.ResponseWriter, r *http.Request, refused error) error {
	st, err := p.Custody.Status(r.Context(), p.SignedIn(r))
	if err != nil {
		return err
	}
	v, status := keysView{frame: p.frame(r, "Sleutels"), done: justDone(r), status: st}, http.StatusOK
	if refused != nil {
		v.wrong, status = site.Said(refused), site.Status(refused)
	}
	return p.Render(w, r, status, keysPage(v))
}

// keysProposed leads on from a proposal, or back to the page where it does not fit what stands.
func (p Page) keysProposed(w http.ResponseWriter, r *http.Request, err error) error {
	switch {
	case fault.KindOf(err) == fault.Conflict:
		return p.keys(w, r, err)
	case err != nil:
		return err
	}
	return site.Lead(w, r, keysPath, "voorstel")
}

// RotateKeys proposes a new key.
func (p Page) RotateKeys(w http.ResponseWriter, r *http.Request) error {
	_, err := p.Custody.Rotate(r.Context(), p.SignedIn(r))
	return p.keysProposed(w, r, err)
}

// RetireKey proposes to take an old key away.
func (p Page) RetireKey(w http.ResponseWriter, r *http.Request) error {
	_, err := p.Custody.Retire(r.Context(), p.SignedIn(r), r.PathValue("id"))
	return p.keysProposed(w, r, err)
}

func keyState(k custody.Key) string {
	switch {
	case k.Current:
		return "In gebruik sinds " + ui.Moment(k.From)
	case k.Waits:
		return "In gebruik vanaf " + ui.Moment(k.From)
	default:
		return "Oud"
	}
}

// under says what is sealed under a key, store by store.
func under(k custody.Key) string {
	var parts []string
	for _, c := range k.Under {
		if c.N > 0 {
			parts = append(parts, c.Store+" ("+ui.Count(c.N)+")")
		}
	}
	if len(parts) == 0 {
		return "niets"
	}
	return strings.Join(parts, ", ")
}

// old are keys that could go.
func (v keysView) old() (all []custody.Key) {
	passed := false
	for _, k := range v.status.Keys {
		if passed {
			all = append(all, k)
		}
		passed = passed || k.Current
	}
	return all
}

func (v keysView) rows() (rows [][]ui.Cell) {
	for _, k := range v.status.Keys {
		rows = append(rows, []ui.Cell{{Text: k.ID}, {Text: keyState(k)}, {Text: under(k)}})
	}
	return rows
}
