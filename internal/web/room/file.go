package room

import (
	"bytes"
	"eerstelijn/internal/web/figure"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

const (
	// maxFile bounds a file: a thousand rows are a tenth of it.
	maxFile = 512 << 10
	// sentField is the file as it is chosen, textField the same text when it comes back from the preview.
	sentField = "bestand"
	textField = "inhoud"
)

type fileView struct {
	frame   ui.PageView
	bare    bool // no offers to keep
	summary []ui.FieldError
	rows    []string // what is wrong, row by row
	// Of the preview.
	preview bool
	table   ui.TableView
	text    string
	changes int
}

// ours reads the offers of who is signed in; who may not keep any is refused, and that is recorded.
func (p Page) ours(r *http.Request) ([]capacity.Offer, error) {
	who := p.SignedIn(r)
	if who.Organization == "" {
		return nil, fault.New(fault.Denied, "Deze pagina is voor wie de capaciteit van een organisatie bijhoudt.", "no organisation is yours to keep")
	}
	return p.Capacity.OwnOffers(r.Context(), who, network.OrganizationID(who.Organization))
}

// File shows how to give many figures at once.
func (p Page) File(w http.ResponseWriter, r *http.Request) error {
	own, err := p.ours(r)
	if err != nil {
		return err
	}
	return p.Render(w, r, http.StatusOK, filePage(fileView{frame: p.frame(r, fileTitle), bare: len(own) == 0}))
}

const fileTitle = "Veel cijfers tegelijk"

// Template gives a file with the offers of an organisation as they stand, to fill in.
func (p Page) Template(w http.ResponseWriter, r *http.Request) error {
	own, err := p.ours(r)
	if err != nil {
		return err
	}
	tables, err := p.Capacity.Tables(r.Context())
	if err != nil {
		return err
	}
	names, err := p.names(r.Context(), own)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	out.Comma = ';'
	rows := [][]string{{"offer", nameColumn, "available", "accepting", "waiting_days", "observed_at"}}
	for i := range own {
		o := &own[i]
		kind, _ := tables.Kind(o.Kind)
		name, what := names.of(o, kind)
		wait := ""
		if d := o.Figure.WaitingDays; d != nil {
			wait = strconv.Itoa(*d)
		}
		rows = append(rows, []string{string(o.ID), cell(name + ", " + what), strconv.Itoa(o.Figure.Available), string(o.Figure.Accepting), wait, ""})
	}
	if err := out.WriteAll(rows); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8; header=present")
	h.Set("Content-Disposition", `attachment; filename="capaciteit-`+p.Today().Format(time.DateOnly)+`.csv"`)
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(b.Bytes())
	return err
}

// TakeFile shows what a file would change, and after that takes it.
func (p Page) TakeFile(w http.ResponseWriter, r *http.Request) error {
	text, confirmed, err := sent(w, r)
	if err != nil && fault.KindOf(err) != fault.Invalid {
		return err
	}
	own, denied := p.ours(r)
	if denied != nil {
		return denied
	}
	v := fileView{frame: p.frame(r, fileTitle), bare: len(own) == 0, text: text}
	var reports []capacity.Report
	if err == nil {
		reports, err = parse(text)
	}
	if err == nil {
		err = known(reports, own)
	}
	if err == nil && confirmed {
		who := p.SignedIn(r)
		if _, err = p.Capacity.ObserveMany(r.Context(), who, network.OrganizationID(who.Organization), reports); err == nil {
			site.Redirect(w, r, Path+"?"+ownField+"="+yes+"&gedaan=bestand")
			return nil
		}
	}
	if err != nil {
		if fault.KindOf(err) != fault.Invalid {
			return err
		}
		v.wrong(fault.Safe(err))
		return p.Render(w, r, http.StatusUnprocessableEntity, filePage(v))
	}
	if err := p.show(r, &v, reports, own); err != nil {
		return err
	}
	return p.Render(w, r, http.StatusOK, filePage(v))
}

// nameColumn tells people which offer a row is about; nothing reads it.
const nameColumn = "name"

// cell keeps a spreadsheet from taking a name for a formula.
func cell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// parse reads a file, whose rows may be named for people.
func parse(text string) ([]capacity.Report, error) {
	text = strings.TrimPrefix(text, "\ufeff")
	head, _, _ := strings.Cut(text, "\n")
	in := csv.NewReader(strings.NewReader(text))
	in.FieldsPerRecord = -1
	if strings.Contains(head, ";") {
		in.Comma = ';'
	}
	names, err := in.Read()
	at := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(strings.TrimSpace(n), nameColumn) })
	if err != nil || at < 0 {
		return capacity.ParseReports(strings.NewReader(text))
	}
	var b strings.Builder
	out := csv.NewWriter(&b)
	out.Comma = in.Comma
	for n, record := 0, names; err == nil; n++ {
		if at < len(record) {
			record = slices.Delete(record, at, at+1)
		}
		if err = out.Write(record); err != nil {
			return nil, err
		}
		if record, err = in.Read(); err != nil && !errors.Is(err, io.EOF) {
			return nil, fault.InvalidField(sentField, fmt.Sprintf("Rij %d: deze rij is niet te lezen. Kijk de aanhalingstekens na.", n+1), "a row cannot be read")
		}
	}
	out.Flush()
	return capacity.ParseReports(strings.NewReader(b.String()))
}

// wrong names every row that is not right.
func (v *fileView) wrong(e *fault.Error) {
	v.summary = []ui.FieldError{{ID: sentField, Message: "Verbeter het bestand en kies het opnieuw. Er is niets opgeslagen."}}
	for _, f := range e.Fields {
		v.rows = append(v.rows, f.NL)
	}
	if len(v.rows) == 0 {
		v.rows = []string{e.Text.NL}
	}
}

// sent reads the file, or the text of it that comes back from the preview.
func sent(w http.ResponseWriter, r *http.Request) (text string, confirmed bool, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, 2*maxFile)
	if err := r.ParseMultipartForm(2 * maxFile); err != nil { // #nosec G120 -- the line above bounds the body
		if site.TooLarge(err) {
			return "", false, fault.InvalidField(sentField, "Dit bestand is te groot. Hooguit 500 kB, dat zijn duizenden regels.", "the file is too large")
		}
		return "", false, fault.InvalidField(sentField, "Kies een bestand.", "expected a file")
	}
	defer r.MultipartForm.RemoveAll()
	if text = r.PostForm.Get(textField); text != "" {
		return text, true, nil
	}
	f, _, err := r.FormFile(sentField)
	if err != nil {
		return "", false, fault.InvalidField(sentField, "Kies een bestand.", "expected a file")
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return "", false, err
	}
	if len(body) > maxFile {
		return "", false, fault.InvalidField(sentField, "Dit bestand is te groot. Hooguit 500 kB, dat zijn duizenden regels.", "the file is too large")
	}
	return string(body), false, nil
}

// known sees that each row is about one of the own offers, once. The rest is checked when the rows are
// taken, all or none.
func known(reports []capacity.Report, own []capacity.Offer) error {
	left := map[capacity.OfferID]*capacity.Offer{}
	for i := range own {
		left[own[i].ID] = &own[i]
	}
	seen := map[capacity.OfferID]bool{}
	var wrong []fault.Field
	for i, r := range reports {
		bad := func(nl, en string) {
			wrong = append(wrong, fault.Field{Name: fmt.Sprintf("row %d", i+1), Text: fault.Text{NL: fmt.Sprintf("Rij %d: %s", i+1, nl), EN: en}})
		}
		switch o := left[r.Offer]; {
		case o == nil:
			bad("deze capaciteit is niet van uw organisatie.", "not an offer of the organisation")
		case seen[r.Offer]:
			bad("deze capaciteit staat er twee keer in.", "this offer occurs twice")
		case o.Total > 0 && r.Available > o.Total:
			bad(fmt.Sprintf("er zijn er in totaal %d. Vul hooguit dat in.", o.Total), "more than the total")
		}
		seen[r.Offer] = true
	}
	return fault.InvalidFields(wrong...).OrNil()
}

// show lays what stands beside what the file says.
func (p Page) show(r *http.Request, v *fileView, reports []capacity.Report, own []capacity.Offer) error {
	tables, err := p.Capacity.Tables(r.Context())
	if err != nil {
		return err
	}
	names, err := p.names(r.Context(), own)
	if err != nil {
		return err
	}
	byID := map[capacity.OfferID]*capacity.Offer{}
	for i := range own {
		byID[own[i].ID] = &own[i]
	}
	v.preview = true
	v.table = ui.TableView{ID: "voorbeeld", Caption: "Wat er verandert", Columns: []ui.Column{{Title: "Aanbod"}, {Title: "Nu"}, {Title: "Wordt"}}}
	for _, rep := range reports {
		o := byID[rep.Offer]
		kind, _ := tables.Kind(o.Kind)
		name, what := names.of(o, kind)
		was := "nog geen cijfer"
		if !o.Figure.ObservedAt.IsZero() {
			was = figureWords(o.Figure.Available, o.Figure.Accepting, o.Figure.WaitingDays, kind)
		}
		becomes := figureWords(rep.Available, rep.Accepting, rep.WaitingDays, kind)
		if becomes == was {
			becomes = "klopt nog"
		} else {
			v.changes++
		}
		v.table.Rows = append(v.table.Rows, []ui.Cell{{Text: name + ", " + what}, {Text: was}, {Text: becomes}})
	}
	return nil
}

// figureWords writes a figure in words: '2 bedden; neemt aan: ja; wachttijd 2 weken'.
func figureWords(n int, a capacity.Accepting, wait *int, k capacity.Kind) string {
	text := figure.Places(n, k)
	switch {
	case a == "" && (n > 0 || wait != nil && *wait > 0):
		a = capacity.Open
	case a == "":
		a = capacity.Closed
	}
	text += "; neemt aan: " + figure.Accepting(a)
	if wait != nil {
		text += "; wachttijd " + say.Dutch.Days(*wait)
	}
	return text
}
