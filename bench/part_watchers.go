package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"eerstelijn/bench/measure"
	"eerstelijn/internal/access"
	"eerstelijn/internal/app"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
)

// Of those who watch: so many at once, while so much is said in a second.
const (
	watchersAtOnce  = 10_000
	observedASecond = 500
	watchServices   = 6_000 // that have something to say
)

// watchersPart has many follow what changes, each over a line of its own, while hundreds of figures a
// second are observed through the act itself. The watchers are in another process, so that the memory
// of this one is what they cost here.
func watchersPart(ctx context.Context, b *bench) (err error) {
	watchers, services, last := watchersAtOnce, watchServices, 20*time.Second
	if b.short {
		watchers, services, last = 500, 600, 2*time.Second
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	if room := int(limit.Cur) - 500; room < watchers { // Go has raised it as far as it may
		fmt.Fprintf(b.Out, "ONLY %s WATCHERS: no more files may be open than %d; raise it with ulimit -n\n", measure.Thousands(room), limit.Cur)
		watchers = room
	}
	h, err := newWatched(ctx, b, services)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	regions := slices.SortedFunc(maps.Keys(h.offers), func(a, b network.RegionID) int { return len(h.offers[b]) - len(h.offers[a]) })
	fmt.Fprintf(b.Out, "(%s offers in %d regions; %s watchers; %d observations a second for %s)\n",
		measure.Thousands(len(h.all)), len(regions), measure.Thousands(watchers), observedASecond, last)
	spread, one := map[network.RegionID]int{}, map[network.RegionID]int{regions[0]: watchers}
	for i := range watchers {
		spread[regions[i%len(regions)]]++
	}
	// Both are held against what the program took before anybody watched: memory is not all given back.
	before, err := resident()
	if err != nil {
		return err
	}
	for _, c := range []struct {
		name   string
		in     map[network.RegionID]int
		judged bool
	}{{"spread over the country", spread, true}, {"all in one region", one, false}} {
		r, err := h.run(ctx, c.in, last, before)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		fmt.Fprintf(b.Out, "%s: %s observations heard by all who watch their region, %.0f a second; %s frames of %.1f kB, at most %.1f a second to one watcher; %d lines broke\n",
			c.name, measure.Thousands(len(r.took)), r.rate, measure.Thousands(r.frames), r.size/1000, r.pace, r.broken)
		fmt.Fprintf(b.Out, "%s: change to last watcher p50 %s, most %s\n", c.name, millis(r.took.At(0.5)), millis(r.took.At(1)))
		if c.judged {
			b.AtMost(c.name+": change to last watcher, p99", r.took.At(0.99).Seconds()*1000, 500, " ms")
			b.AtMost(c.name+": memory per watcher", r.memory/1000, 40, " kB")
		} else {
			fmt.Fprintf(b.Out, "%s: p99 %s, %.1f kB a watcher (not promised: no region says so much in a second)\n", c.name, millis(r.took.At(0.99)), r.memory/1000)
		}
		if r.broken > 0 {
			return fmt.Errorf("%s: %d lines broke", c.name, r.broken)
		}
	}
	return nil
}

// watched is a program that serves, with who says what there is.
type watched struct {
	app    *app.App
	addr   string
	stop   context.CancelFunc
	ended  chan error
	offers map[network.RegionID][]capacity.Offer
	all    []capacity.Offer
	said   map[capacity.OfferID]int
	runs   byte
}

func newWatched(ctx context.Context, b *bench, services int) (_ *watched, err error) {
	h := &watched{ended: make(chan error, 1), offers: map[network.RegionID][]capacity.Offer{}, said: map[capacity.OfferID]int{}}
	w := &world{file: filepath.Join(b.folder, "watched.db")}
	if w.app, err = app.Open(ctx, app.Config{DB: w.file, Version: "bench"}, slog.New(slog.DiscardHandler)); err != nil {
		return nil, err
	}
	h.app = w.app
	fail := func(err error) (*watched, error) { return nil, errors.Join(err, h.app.Close()) }
	if _, err := w.importAreas(ctx); err != nil {
		return fail(err)
	}
	house := demo.House{DB: h.app.Store, Network: h.app.Network, Directory: h.app.Directory, Capacity: h.app.Capacity}
	if err := demo.LoadNational(ctx, house, services, nationalSeed, nil); err != nil {
		return fail(err)
	}
	if err := demo.LoadNationalNetwork(ctx, house, time.Now()); err != nil {
		return fail(err)
	}
	if err := h.begin(ctx); err != nil {
		return fail(err)
	}
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	started := make(chan string, 1)
	h.stop = stop
	go func() {
		h.ended <- h.app.Serve(serving, app.Listen{Main: "127.0.0.1:0", Ops: "127.0.0.1:0"}, func(addr, _ string) { started <- addr })
	}()
	select {
	case h.addr = <-started:
	case err := <-h.ended:
		stop()
		return fail(err)
	}
	return h, nil
}

func (h *watched) close() error {
	h.stop()
	return errors.Join(<-h.ended, h.app.Close())
}

// owner keeps the figures of an organisation.
func owner(o network.OrganizationID) access.Actor {
	return access.Actor{Person: "bench", Role: access.ProviderAdmin, Organization: string(o), Assurance: access.Substantial, Via: access.ByAPI}
}

// begin has every service keep a figure.
func (h *watched) begin(ctx context.Context) error {
	services := make(chan capacity.Offer, 64)
	var mu sync.Mutex
	var failed error
	var saving sync.WaitGroup
	for range 32 { // together they share commits
		saving.Go(func() {
			for o := range services {
				saved, err := h.app.Capacity.SaveOffer(ctx, owner(o.Organization), capacity.Offer{Service: o.Service, Kind: o.Kind, Total: 20})
				mu.Lock()
				if err != nil {
					failed = err
				} else if saved.Region != "" {
					h.offers[saved.Region] = append(h.offers[saved.Region], saved)
					h.all = append(h.all, saved)
				}
				mu.Unlock()
			}
		})
	}
	_, err := h.app.Directory.All(ctx, func(list []directory.Service) error {
		for i := range list {
			services <- capacity.Offer{Service: list[i].ID, Organization: list[i].Organization, Kind: "nieuwe-patienten"}
		}
		return nil
	})
	close(services)
	saving.Wait()
	return errors.Join(err, failed)
}

// outcome is what a run of watchers gave.
type outcome struct {
	took         measure.Times
	frames       int
	broken       int
	size         float64 // of a frame, on average
	pace         float64 // of the frames of the busiest watcher
	rate, memory float64
}

// saying is one observation.
type saying struct {
	offer  capacity.Offer
	n      int // how many times something was said of it, which its waiting time repeats
	commit time.Time
}

// run connects watchers, observes for a while, and looks when each observation was with all who watch
// its region.
func (h *watched) run(ctx context.Context, in map[network.RegionID]int, last time.Duration, before float64) (r outcome, err error) {
	f, err := h.follow(ctx, in)
	if err != nil {
		return r, err
	}
	after, err := resident()
	if err != nil {
		return r, errors.Join(err, f.cmd.Process.Kill())
	}
	watchers := 0
	for _, n := range in {
		watchers += n
	}
	r.memory = (after - before) / float64(watchers)
	began := time.Now()
	said, err := h.observe(ctx, last)
	r.rate = float64(len(said)) / time.Since(began).Seconds()
	heard, ferr := f.end(said)
	if err = errors.Join(err, ferr); err != nil {
		return r, err
	}
	frames := map[string][]heardFrame{}
	var bytes int
	for region, of := range heard {
		frames[region] = of.Frames
		r.broken += of.Broken
		r.frames += len(of.Frames) * of.Watchers
		for _, fr := range of.Frames {
			bytes += fr.Size * of.Watchers
		}
		r.pace = max(r.pace, float64(len(of.Frames))/time.Since(began).Seconds())
	}
	r.size = float64(bytes) / float64(max(1, r.frames))
	for _, s := range said {
		if in[s.offer.Region] == 0 {
			continue
		}
		at, ok := heardAll(frames[string(s.offer.Region)], string(s.offer.ID), s.n, in[s.offer.Region])
		if !ok {
			return r, fmt.Errorf("observation %d of offer %s was not heard by all %d; %d lines broke", s.n, s.offer.ID, in[s.offer.Region], r.broken)
		}
		r.took = append(r.took, time.Unix(0, at).Sub(s.commit))
	}
	return r, nil
}

// heardAll gives when the last watcher had an observation, or a later one of the same offer.
func heardAll(frames []heardFrame, offer string, n, watchers int) (at int64, ok bool) {
	for _, f := range frames {
		if f.Said[offer] >= n && f.Count == watchers {
			return f.Last, true
		}
	}
	return 0, false
}

// observe has figures observed at the pace of the promise, each through the act.
func (h *watched) observe(ctx context.Context, last time.Duration) (said []saying, err error) {
	work := make(chan saying, observedASecond)
	var mu sync.Mutex
	var acting sync.WaitGroup
	for range 32 {
		acting.Go(func() {
			for s := range work {
				_, oerr := h.app.Capacity.Observe(ctx, owner(s.offer.Organization), capacity.Report{Offer: s.offer.ID, Available: s.n % 20, WaitingDays: &s.n})
				s.commit = time.Now()
				mu.Lock()
				if said = append(said, s); oerr != nil {
					err = oerr
				}
				mu.Unlock()
			}
		})
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	began := time.Now()
	for sent := 0; time.Since(began) < last; <-tick.C {
		for due := int(time.Since(began).Seconds() * observedASecond); sent < due; sent++ {
			o := h.all[sent%len(h.all)]
			h.said[o.ID]++
			work <- saying{offer: o, n: h.said[o.ID]}
		}
	}
	close(work)
	acting.Wait()
	return said, err
}

// resident is how much memory this process holds, after a cleaning.
func resident() (float64, error) {
	debug.FreeOSMemory()
	body, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	_, rest, ok := bytes.Cut(body, []byte("VmRSS:"))
	line, _, _ := bytes.Cut(rest, []byte("kB"))
	kb, err := strconv.Atoi(strings.TrimSpace(string(line)))
	if !ok || err != nil {
		return 0, errors.New("no VmRSS in /proc/self/status")
	}
	return float64(kb) * 1024, nil
}

// following is the process in which the watchers are.
type following struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// follow starts watchers and waits until each has its first event.
func (h *watched) follow(ctx context.Context, in map[network.RegionID]int) (*following, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	f := &following{cmd: exec.CommandContext(ctx, self, followVerb)}
	f.cmd.Stderr = os.Stderr
	if f.in, err = f.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := f.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	f.out = bufio.NewReaderSize(out, 1<<20)
	if err := f.cmd.Start(); err != nil {
		return nil, err
	}
	h.runs++
	plan := followPlan{Addr: h.addr, Run: h.runs, Since: h.app.Board.Seq(), Watchers: map[string]int{}}
	for region, n := range in {
		plan.Watchers[string(region)] = n
	}
	if err := json.NewEncoder(f.in).Encode(plan); err != nil {
		return nil, errors.Join(err, f.cmd.Wait())
	}
	if line, err := f.out.ReadString('\n'); err != nil || line != "ready\n" {
		return nil, errors.Join(fmt.Errorf("the watchers did not connect: %q %w", line, err), f.cmd.Wait())
	}
	return f, nil
}

// end asks the watchers what they heard, when they heard all that was said.
func (f *following) end(said []saying) (heard map[string]heardRegion, err error) {
	last := map[string]map[string]int{}
	for _, s := range said {
		region, offer := string(s.offer.Region), string(s.offer.ID)
		if last[region] == nil {
			last[region] = map[string]int{}
		}
		last[region][offer] = max(last[region][offer], s.n)
	}
	err = errors.Join(json.NewEncoder(f.in).Encode(last), f.in.Close(), json.NewDecoder(f.out).Decode(&heard), f.cmd.Wait())
	return heard, err
}
