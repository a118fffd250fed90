package finding

import "math"

// place is a point in millionths of a degree (a tenth of a metre), with the cosine of its latitude.
type place struct {
	lat, lon int32
	cos      float32
}

func placeOf(lat, lon float64) place {
	return place{
		lat: int32(math.Round(lat * 1e6)),
		lon: int32(math.Round(lon * 1e6)),
		cos: float32(math.Cos(lat * math.Pi / 180)),
	}
}

// metresPerStep is the length of a millionth of a degree along a meridian.
const metresPerStep = 6371008.8 * math.Pi / 180 / 1e6

// metres gives the distance between two places. It is haversine's formula with the sines left out,
// which up to 500 km differs less than a thousandth and needs no trigonometry per entry.
func metres(a, b place) int {
	return int(math.Round(stretch(a.lat-b.lat, a.lon-b.lon, a.cos, b.cos)))
}

// Metres is the distance between two points, as a result tells it.
func Metres(a, b Point) int { return metres(placeOf(a.Lat, a.Lon), placeOf(b.Lat, b.Lon)) }

func stretch(dlat, dlon int32, cosA, cosB float32) float64 {
	y, x := float64(dlat), float64(dlon)
	return metresPerStep * math.Sqrt(y*y+float64(cosA)*float64(cosB)*x*x)
}

// box is the smallest rectangle around some places, with the least cosine among them.
type box struct {
	south, west, north, east int32
	cos                      float32
}

var emptyBox = box{math.MaxInt32, math.MaxInt32, math.MinInt32, math.MinInt32, 1}

func (b *box) add(o box) {
	b.south, b.west = min(b.south, o.south), min(b.west, o.west)
	b.north, b.east = max(b.north, o.north), max(b.east, o.east)
	b.cos = min(b.cos, o.cos)
}

func (p place) box() box { return box{p.lat, p.lon, p.lat, p.lon, p.cos} }

// atLeast gives metres that no place in the box is nearer to p than.
func (b *box) atLeast(p place) int {
	dlat := max(0, b.south-p.lat, p.lat-b.north)
	dlon := max(0, b.west-p.lon, p.lon-b.east)
	// One metre less than the distance itself: rounding may not put a place before its box.
	return max(0, int(stretch(dlat, dlon, b.cos, p.cos))-1)
}

// hilbert gives how far along a Hilbert curve through the square of 2^16 by 2^16 steps (x, y) lies.
// Numbers near one another on the curve lie near one another on the map.
func hilbert(x, y uint32) uint32 {
	var d uint32
	for s := uint32(1 << 15); s > 0; s >>= 1 {
		rx, ry := uint32(0), uint32(0)
		if x&s != 0 {
			rx = 1
		}
		if y&s != 0 {
			ry = 1
		}
		d += s * s * (3*rx ^ ry)
		if ry == 0 {
			if rx == 1 {
				x, y = ^x&0xffff, ^y&0xffff
			}
			x, y = y, x
		}
	}
	return d
}

const (
	// blockSize is how many neighbouring documents share the lowest boxes, as many as a word has bits;
	// fanOut is how many boxes one box of the next level holds.
	blockSize = 64
	fanOut    = 4
)

// boxes are rectangles around runs of documents that lie behind one another on the curve: level 0
// around blockSize of them, each next level around fanOut boxes of the former.
type boxes [][]box

func boxesOf(docs []doc) boxes {
	if len(docs) == 0 {
		return nil
	}
	low := make([]box, (len(docs)+blockSize-1)/blockSize)
	for i := range low {
		low[i] = emptyBox
		for _, d := range docs[i*blockSize : min((i+1)*blockSize, len(docs))] {
			low[i].add(d.box())
		}
	}
	all := boxes{low}
	for len(low) > 1 {
		next := make([]box, (len(low)+fanOut-1)/fanOut)
		for i := range next {
			next[i] = emptyBox
			for _, b := range low[i*fanOut : min((i+1)*fanOut, len(low))] {
				next[i].add(b)
			}
		}
		all = append(all, next)
		low = next
	}
	return all
}

// span is how many documents a box of this level holds.
func span(level int) uint32 {
	n := uint32(blockSize)
	for range level {
		n *= fanOut
	}
	return n
}
