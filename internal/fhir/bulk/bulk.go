package bulk

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/journal"
	"eerstelijn/internal/fhir/param"
)

// Publisher reads the journal.
type Publisher struct {
	Journal *journal.Journal
	// Base is the address of the FHIR face, without a stroke at its end.
	Base string
	// Moving are the types that stand in no journal; nil is none.
	Moving *Moving
}

// Manifest lists the files.
type Manifest struct {
	TransactionTime     time.Time `json:"transactionTime"` // of the newest version that is in them
	Request             string    `json:"request"`
	RequiresAccessToken bool      `json:"requiresAccessToken"`
	Output              []Output  `json:"output"`
	Error               []Output  `json:"error"` // always empty: a file is whole or is not there
	seq                 int64
	files               []file
}

// file is what stands behind an output.
type file struct {
	name, resourceType string
	spool              *spool // nil: it is read from the journal
}

// Output is one file.
type Output struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

// Operation is the last part of the manifest's address, and Definition says what it does.
const (
	Operation  = "$bulk-publish"
	Definition = "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/bulk-publish"
)

// manifest lists the files of the newest version; folder is the address below which they stand.
func (p *Publisher) manifest(ctx context.Context, folder string) (m Manifest, err error) {
	at, err := p.Journal.Progress(ctx)
	if err != nil {
		return m, err
	}
	m = Manifest{TransactionTime: at.At, Request: p.Base + "/" + Operation, Error: []Output{}, seq: at.Seq}
	for _, t := range param.Types {
		m.files = append(m.files, file{name: name(t.Name, at.Seq), resourceType: t.Name})
	}
	if p.Moving != nil {
		for _, t := range p.Moving.Types {
			s, err := p.Moving.file(ctx, t)
			if err != nil {
				return m, err
			}
			m.files = append(m.files, file{s.name, t, s})
			if s.newest.After(m.TransactionTime) {
				m.TransactionTime = s.newest
			}
		}
	}
	for _, f := range m.files {
		m.Output = append(m.Output, Output{Type: f.resourceType, URL: folder + "/" + f.name})
	}
	return m, nil
}

// tag is that of the manifest: it changes when a file does.
func (m *Manifest) tag() string {
	sum := sha256.New()
	for _, f := range m.files {
		_, _ = io.WriteString(sum, f.name+"\n")
	}
	return `W/"` + hex.EncodeToString(sum.Sum(nil)[:digestBytes]) + `"`
}

func (m *Manifest) json() ([]byte, error) { return json.MarshalIndent(m, "", "  ") }

// name is that of a file: 'Location.1234.ndjson'.
func name(resourceType string, seq int64) string {
	return fmt.Sprintf("%s.%d.ndjson", resourceType, seq)
}

// named reads the name of a file.
func named(file string) (resourceType string, seq int64, ok bool) {
	rest, ok := strings.CutSuffix(file, ".ndjson")
	resourceType, number, dot := strings.Cut(rest, ".")
	seq, err := strconv.ParseInt(number, 10, 64)
	_, known := param.Find(resourceType)
	_, apart := param.FindApart(resourceType)
	return resourceType, seq, ok && !apart && dot && err == nil && seq >= 0 && known && file == name(resourceType, seq)
}

// atOnce is how many resources are read in one question: a reader that is slow holds no transaction.
const atOnce = 500

// write writes one file; going is called before each part of it.
func (p *Publisher) write(ctx context.Context, w io.Writer, resourceType string, seq int64, going func()) (err error) {
	defer fault.Wrap(&err, "bulk.write(%s)", resourceType)
	out := bufio.NewWriterSize(w, 1<<16)
	for after := ""; ; {
		page, err := p.Journal.AsOf(ctx, resourceType, seq, after, atOnce)
		if err != nil {
			return err
		}
		going()
		for i := range page {
			if _, err := out.Write(append(page[i].Body, '\n')); err != nil {
				return err
			}
		}
		if len(page) < atOnce {
			return out.Flush()
		}
		after = page[len(page)-1].ID
	}
}
