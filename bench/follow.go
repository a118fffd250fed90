package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"strconv"
	"strings"
	"sync"
	"time"

	"eerstelijn/internal/api"
)

// followVerb makes this program the other process of watchersPart: it follows a server and says in
// the end what it heard when.
const followVerb = "follow"

// followPlan is who watches what.
type followPlan struct {
	Addr     string
	Since    int64
	Run      byte           // the addresses of another run have spent what a node takes at once
	Watchers map[string]int // by region
}

// heardRegion is what the watchers of a region heard.
type heardRegion struct {
	Watchers, Broken int
	Frames           []heardFrame // in the order of their numbers
}

// heardFrame is a frame that changed something.
type heardFrame struct {
	ID    int64
	Size  int
	Said  map[string]int // by offer, the waiting time
	Count int            // of watchers who had it, or a later one
	Last  int64          // when the last of them did, in nanoseconds since 1970
}

// crowd are the watchers of one region. All get the same bytes, so only one of them reads what they say.
type crowd struct {
	mu sync.Mutex
	heardRegion
}

// had notes that a watcher has everything up to a number. from is the first frame it had not had.
func (c *crowd) had(from int, id int64, size int, body []byte, at time.Time) (next int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.Frames); n == 0 || c.Frames[n-1].ID < id {
		c.Frames = append(c.Frames, heardFrame{ID: id, Size: size, Said: saidIn(body)})
	}
	for ; from < len(c.Frames) && c.Frames[from].ID <= id; from++ {
		c.Frames[from].Count++
		c.Frames[from].Last = at.UnixNano()
	}
	return from
}

func saidIn(body []byte) map[string]int {
	var frame struct {
		Changed []struct {
			Offer struct {
				ID          string `json:"id"`
				WaitingDays *int   `json:"waiting_days"`
			} `json:"offer"`
		} `json:"changed"`
	}
	said := map[string]int{}
	if json.Unmarshal(body, &frame) == nil {
		for _, c := range frame.Changed {
			if c.Offer.WaitingDays != nil {
				said[c.Offer.ID] = *c.Offer.WaitingDays
			}
		}
	}
	return said
}

// perAddress is how many watchers share one address: as many as a node takes at once from an
// office.
const perAddress = 350

// patience is how long what was said last may be on its way.
const patience = 30 * time.Second

// settle waits until every watcher heard what was said last, by region and offer, or patience ends: what
// was not heard by then is for the reader of the outcome to tell.
func settle(crowds map[string]*crowd, last map[string]map[string]int) {
	tick, end := time.NewTicker(50*time.Millisecond), time.After(patience)
	defer tick.Stop()
	for region, c := range crowds {
		for !c.heard(last[region]) {
			select {
			case <-tick.C:
			case <-end:
				return
			}
		}
	}
}

// heard tells whether all watchers have what was said of offers, and forgets those of which they do.
func (c *crowd) heard(last map[string]int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for offer, n := range last {
		if _, ok := heardAll(c.Frames, offer, n, c.Watchers); ok {
			delete(last, offer)
		}
	}
	return len(last) == 0
}

// runFollow reads a plan, follows until it reads what was said last and that was heard, and writes what was
// heard.
func runFollow(in io.Reader, out io.Writer) error {
	var plan followPlan
	input := json.NewDecoder(in)
	if err := input.Decode(&plan); err != nil {
		return err
	}
	crowds := map[string]*crowd{}
	var open, ended sync.WaitGroup
	var lines []net.Conn
	n := 0
	for region, watchers := range plan.Watchers {
		c := &crowd{}
		c.Watchers = watchers
		crowds[region] = c
		for range watchers {
			line, r, err := join(plan, region, n)
			if err != nil {
				return fmt.Errorf("watcher %d: %w", n, err)
			}
			n++
			lines = append(lines, line)
			open.Add(1)
			ended.Go(func() { c.listen(r, open.Done) })
		}
	}
	open.Wait()
	fmt.Fprintln(out, "ready")
	var last map[string]map[string]int
	if err := input.Decode(&last); err != nil {
		return err
	}
	settle(crowds, last)
	heard := map[string]heardRegion{}
	for region, c := range crowds {
		c.mu.Lock()
		heard[region] = c.heardRegion
		c.mu.Unlock()
	}
	for _, line := range lines {
		_ = line.Close()
	}
	ended.Wait()
	return json.NewEncoder(out).Encode(heard)
}

// join opens a line from one of the addresses of this machine.
func join(plan followPlan, region string, n int) (net.Conn, *bufio.Reader, error) {
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, plan.Run, byte(1+n/perAddress))}, Timeout: 10 * time.Second}
	line, err := dialer.Dial("tcp", plan.Addr)
	if err != nil {
		return nil, nil, err
	}
	if _, err := fmt.Fprintf(line, "GET %s?region=%s&since=%d HTTP/1.1\r\nHost: %s\r\nUser-Agent: bench\r\nAccept: text/event-stream\r\n\r\n", api.FeedPath, region, plan.Since, plan.Addr); err != nil {
		return nil, nil, err
	}
	r := bufio.NewReaderSize(line, 2048)
	answer, err := http.ReadResponse(r, nil)
	if err != nil {
		return nil, nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, nil, fmt.Errorf("status %d", answer.StatusCode)
	}
	return line, r, nil
}

// listen reads events until the line ends; heard is called at the first.
func (c *crowd) listen(r *bufio.Reader, heard func()) {
	body := bufio.NewReaderSize(httputil.NewChunkedReader(r), 4096)
	var id int64
	var offers bool
	var data []byte
	next := 0
	for {
		text, err := body.ReadSlice('\n')
		long := text
		for err == bufio.ErrBufferFull {
			var more []byte
			long = bytes.Clone(long)
			more, err = body.ReadSlice('\n')
			long = append(long, more...)
		}
		if err != nil {
			break
		}
		field, value, _ := strings.Cut(strings.TrimSuffix(string(long), "\n"), ": ")
		switch field {
		case "id":
			id, _ = strconv.ParseInt(value, 10, 64)
		case "event":
			offers = value == "offers"
		case "data":
			data = append(data[:0], value...)
		case "":
			if heard != nil {
				heard()
				heard = nil
			}
			if offers {
				next = c.had(next, id, len(data), data, time.Now())
			}
			offers = false
		}
	}
	if heard != nil {
		heard()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.Broken++ // also those that we end ourselves, after this was read
}
