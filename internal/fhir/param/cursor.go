package param

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/url"
	"slices"
	"strconv"
)

// CursorName is the parameter in a next link that says where the page before ended.
const CursorName = "_cursor"

// Position is where a page ended: the last match's key, and in an order by value the value it had.
type Position struct {
	Value string
	Key   int64
}

const cursorVersion = 1

// Next gives the cursor that goes on behind a position.
func (q *Query) Next(p Position) string { return writeCursor(p, q.digest) }

// HistoryCursor gives the cursor of a page of history; [ReadHistoryCursor] reads it for the same history only.
func HistoryCursor(p Position, history ...string) string { return writeCursor(p, digestOf(history)) }

// ReadHistoryCursor reads what [HistoryCursor] wrote.
func ReadHistoryCursor(s string, history ...string) (*Position, bool) {
	return readCursor(s, digestOf(history))
}

func writeCursor(p Position, question [8]byte) string {
	b := append([]byte{cursorVersion}, question[:]...)
	b = binary.AppendVarint(b, p.Key)
	b = append(b, p.Value...)
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(append(b, sum[:4]...))
}

// readCursor reads a cursor, which must be one of the same question. What somebody makes up can at most
// begin a page elsewhere: a cursor says where, never what may be seen.
func readCursor(s string, question [8]byte) (*Position, bool) {
	if len(s) > longestCursor {
		return nil, false
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) < 1+8+1+4 || b[0] != cursorVersion {
		return nil, false
	}
	body := b[:len(b)-4]
	if sum := sha256.Sum256(body); !slices.Equal(sum[:4], b[len(body):]) || !slices.Equal(body[1:9], question[:]) {
		return nil, false
	}
	key, width := binary.Varint(body[9:])
	if width <= 0 {
		return nil, false
	}
	return &Position{Key: key, Value: string(body[9+width:])}, true
}

// shaping are the parameters that change how a page looks and not where it is.
var shaping = []string{CursorName, "_format", "_pretty", "_count", "_total", "_summary", "_elements", "_include", "_revinclude"}

// digest is that of what is asked: which matches, and in which order.
func digest(t *Type, names []string, values url.Values) [8]byte {
	parts := []string{t.Name}
	for _, name := range names {
		if slices.Contains(shaping, name) {
			continue
		}
		for _, value := range values[name] {
			parts = append(parts, name, value)
		}
	}
	return digestOf(parts)
}

func digestOf(parts []string) (sum [8]byte) {
	h := sha256.New()
	for _, s := range parts {
		_, _ = h.Write([]byte(strconv.Itoa(len(s)) + " " + s))
	}
	copy(sum[:], h.Sum(nil))
	return sum
}
