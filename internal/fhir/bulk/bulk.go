package bulk

import (
	"bufio"
	"context"
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
}

// Manifest lists the files.
type Manifest struct {
	TransactionTime     time.Time `json:"transactionTime"` // of the newest version that is in them
	Request             string    `json:"request"`
	RequiresAccessToken bool      `json:"requiresAccessToken"`
	Output              []Output  `json:"output"`
	Error               []Output  `json:"error"` // always empty: a file is whole or is not there
	seq                 int64
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
		m.Output = append(m.Output, Output{Type: t.Name, URL: folder + "/" + name(t.Name, at.Seq)})
	}
	return m, nil
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
	return resourceType, seq, ok && dot && err == nil && seq >= 0 && known && file == name(resourceType, seq)
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
