package finding

import (
	"encoding/base64"
	"encoding/binary"
	"time"

	"eerstelijn/internal/fault"
)

// position is where a page ended: what a cursor holds.
type position struct {
	// generation is the snapshot the page was made from. While it is kept, the next page comes from
	// it as well; later the next page goes on behind the same key in what is current.
	generation uint64
	moment     time.Time
	leftOut    uint8
	key        sortKey
	tie        key
}

// pinned is how long a cursor keeps the moment of its first page, which decides what is open.
const pinned = 15 * time.Minute

// precedes tells whether h comes behind the position.
func (p *position) precedes(h *hit) bool {
	if h.key != p.key {
		return h.key > p.key
	}
	return h.run.segment.compareKey(h.doc, p.tie) > 0
}

const cursorVersion = 2

// next gives the cursor that goes on behind h.
func (s *search) next(h *hit, generation uint64) string {
	moment := s.query.Now
	if s.query.OpenAt.IsZero() {
		moment = s.moment
	}
	b := make([]byte, 0, 160)
	b = append(b, cursorVersion, s.leftOut)
	b = binary.BigEndian.AppendUint64(b, s.query.hash())
	b = binary.BigEndian.AppendUint64(b, generation)
	b = binary.BigEndian.AppendUint64(b, uint64(moment.Unix()))
	b = binary.BigEndian.AppendUint64(b, uint64(h.key))
	tie := h.run.segment.key(h.doc)
	for _, part := range [...]string{tie.service, tie.location, tie.area} {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// cursor reads the query's cursor; nil without one.
func (q *Query) cursor() (*position, error) {
	if q.Cursor == "" {
		return nil, nil
	}
	wrong := fault.InvalidField("cursor", "Deze pagina hoort niet bij deze vraag. Begin opnieuw bij de eerste.",
		"expected the cursor of the page before, of the same query")
	const fixed = 2 + 4*8
	b, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err != nil || len(b) < fixed || b[0] != cursorVersion || binary.BigEndian.Uint64(b[2:]) != q.hash() {
		return nil, wrong
	}
	p := &position{
		leftOut:    b[1],
		generation: binary.BigEndian.Uint64(b[10:]),
		moment:     time.Unix(int64(binary.BigEndian.Uint64(b[18:])), 0),
		key:        sortKey(binary.BigEndian.Uint64(b[26:])),
	}
	b = b[fixed:]
	for _, part := range [...]*string{&p.tie.service, &p.tie.location, &p.tie.area} {
		n, width := binary.Uvarint(b)
		if width <= 0 || n > uint64(len(b)-width) {
			return nil, wrong
		}
		*part = string(b[width : width+int(n)])
		b = b[width+int(n):]
	}
	if len(b) > 0 || p.key.class() >= classes {
		return nil, wrong
	}
	return p, nil
}
