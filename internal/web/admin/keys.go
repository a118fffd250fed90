package admin

import (
	"net/http"
	"strings"

	"eerstelijn/internal/custody"
	"eerstelijn/internal/web/ui"
)

const keysPath = Path + "/sleutels"

type keysView struct {
	frame  ui.PageView
	done   string
	status custody.Status
}

// Keys shows which keys there are. None is ever shown itself.
func (p Page) Keys(w http.ResponseWriter, r *http.Request) error {
	st, err := p.Custody.Status(r.Context(), p.SignedIn(r))
	if err != nil {
		return err
	}
	return p.Render(w, r, http.StatusOK, keysPage(keysView{frame: p.frame(r, "Sleutels"), done: justDone(r), status: st}))
}

// RotateKeys proposes a new key.
func (p Page) RotateKeys(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.Custody.Rotate(r.Context(), p.SignedIn(r)); err != nil {
		return err
	}
	return done(w, r, keysPath, "voorstel")
}

// RetireKey proposes to take an old key away.
func (p Page) RetireKey(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.Custody.Retire(r.Context(), p.SignedIn(r), r.PathValue("id")); err != nil {
		return err
	}
	return done(w, r, keysPath, "voorstel")
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
			parts = append(parts, ui.Count(c.N)+" "+c.Store)
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
