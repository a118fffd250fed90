package bulk

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// Moving are types that stand in no journal, because they pass by the clock. Their file says what was so when
// somebody last asked for it, and is named by a digest of that: what it says never changes either.
type Moving struct {
	Types []string
	// Lines writes all resources of a type as they are now, and gives the newest moment of them. Twice the
	// same resources give the same bytes.
	Lines func(ctx context.Context, resourceType string, w io.Writer) (newest time.Time, err error)
	// Now is the present moment.
	Now func() time.Time

	mu   sync.Mutex // one is made at a time
	made map[string]*spool
}

// heldFor is how long a file is given before it is made anew: those who ask at once share one, and nobody
// reads of a time that went longer ago.
const heldFor = time.Minute

// spool is a file as it was made. It stands on disk without a name, so that it takes no memory and leaves
// nothing behind; whoever still reads it when the next one is made holds it until the end.
type spool struct {
	name     string
	newest   time.Time
	madeAt   time.Time
	contents *os.File
	size     int64
}

func (s *spool) reader() io.Reader { return io.NewSectionReader(s.contents, 0, s.size) }

// file gives the file of a type as it is now.
func (m *Moving) file(ctx context.Context, resourceType string) (*spool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.Now()
	is := m.made[resourceType]
	if is != nil && now.Before(is.madeAt.Add(heldFor)) && !now.Before(is.madeAt) {
		return is, nil
	}
	fresh, err := m.make(ctx, resourceType)
	if err != nil {
		return nil, err
	}
	if fresh.madeAt = now; m.made == nil {
		m.made = map[string]*spool{}
	}
	m.made[resourceType] = fresh
	return fresh, nil
}

func (m *Moving) make(ctx context.Context, resourceType string) (_ *spool, err error) {
	f, err := os.CreateTemp("", "eerstelijn-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, err
	}
	sum := sha256.New()
	out := bufio.NewWriterSize(io.MultiWriter(f, sum), 1<<16)
	s := &spool{contents: f}
	if s.newest, err = m.Lines(ctx, resourceType, out); err != nil {
		return nil, err
	}
	if err := out.Flush(); err != nil {
		return nil, err
	}
	if s.size, err = f.Seek(0, io.SeekCurrent); err != nil {
		return nil, err
	}
	s.name = fmt.Sprintf("%s.%s.ndjson", resourceType, hex.EncodeToString(sum.Sum(nil)[:digestBytes]))
	return s, nil
}

const digestBytes = 12

// moving tells of which moving type a file is, whichever version of it.
func (p *Publisher) moving(file string) (resourceType string, ok bool) {
	if p.Moving == nil {
		return "", false
	}
	rest, ok := strings.CutSuffix(file, ".ndjson")
	resourceType, digest, dot := strings.Cut(rest, ".")
	sum, err := hex.DecodeString(digest)
	return resourceType, ok && dot && err == nil && len(sum) == digestBytes && digest == strings.ToLower(digest) && slices.Contains(p.Moving.Types, resourceType)
}

// serveMoving answers with a file of a moving type. One that is no longer so leads to what is: between a
// manifest and its files somebody's time may have gone.
func (p *Publisher) serveMoving(w http.ResponseWriter, r *http.Request, resourceType string) error {
	s, err := p.Moving.file(r.Context(), resourceType)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	if r.PathValue("file") != s.name {
		h.Set("Cache-Control", "no-store")
		http.Redirect(w, r, p.Base+"/"+Operation+"/"+s.name, http.StatusTemporaryRedirect)
		return nil
	}
	h.Set("Content-Type", ndjson)
	h.Set("Cache-Control", forEver)
	if same(w, r, `"`+strings.TrimSuffix(s.name, ".ndjson")+`"`) || r.Method == http.MethodHead {
		return nil
	}
	line := http.NewResponseController(w)
	for from, in := int64(0), s.reader(); from < s.size; from += partOf {
		_ = line.SetWriteDeadline(time.Now().Add(partFor))
		if _, err := io.CopyN(w, in, min(partOf, s.size-from)); err != nil {
			return err
		}
	}
	return nil
}

// partOf is how much of a file has one deadline.
const partOf = 1 << 20
