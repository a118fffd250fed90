package app

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/importer"
	"eerstelijn/internal/store"
)

// Two installations, each a process of its own: one serves its directory and changes it all the time, the
// other follows it. Either is killed at random moments, and in the end both say the same.

// synced tells the other process what it is.
const synced = "EERSTELIJN_TEST_SYNC"

// instance is one of the two.
type instance struct {
	DB    string
	Serve string // the address to serve on; '' follows
	Seed  uint64
	Quiet bool // who serves changes nothing
	Began time.Time
}

// open opens the program of an instance. The clock of who follows runs fast, so that a run that was killed is
// known to be dead within a second.
func (i instance) open(ctx context.Context) (*App, error) {
	cfg := Config{DB: i.DB, Rates: wide}
	if i.Serve == "" {
		cfg.Clock = func() time.Time { return i.Began.Add(time.Since(i.Began) * haste) }
	} else {
		cfg.Public = "http://" + i.Serve
	}
	return Open(ctx, cfg, slog.New(slog.DiscardHandler))
}

// TestSyncOtherProcess is no test: it is what the processes of TestTwoInstances run.
func TestSyncOtherProcess(t *testing.T) {
	work := os.Getenv(synced)
	if work == "" {
		return
	}
	var i instance
	if err := json.Unmarshal([]byte(work), &i); err != nil {
		t.Fatal(err)
	}
	a, err := i.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	if i.Serve == "" {
		followed(t, a)
		return
	}
	err = a.Serve(t.Context(), Listen{Main: i.Serve, Ops: "127.0.0.1:0"}, func(string, string) {
		acknowledge("working")
		if !i.Quiet {
			go changing(t, a, i.Seed)
		}
	})
	t.Fatal(err)
}

// followed follows until it is killed.
func followed(t *testing.T, a *App) {
	m := a.newMirror(true)
	acknowledge("working")
	for {
		all, err := m.Sources(t.Context(), command)
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Once(t.Context(), all[0].ID); err == nil {
			acknowledge("fetched")
		}
	}
}

// changing changes one service after the other until it is killed.
func changing(t *testing.T, a *App, seed uint64) {
	chance := rand.New(rand.NewPCG(seed, 1))
	var ids []directory.ServiceID // also those that are hidden: these come back
	if err := a.Store.Read(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		ids, err = store.All(ctx, tx, func(row func(...any) error) (id directory.ServiceID, err error) { return id, row(&id) }, `SELECT id FROM service ORDER BY id`)
		return err
	}); err != nil {
		t.Error(err)
		return
	}
	for n := 0; ; n++ {
		if err := change(t.Context(), a, ids[chance.IntN(len(ids))], fmt.Sprintf("Gewijzigd %d %d", seed, n), chance.IntN(4) == 0); err != nil {
			acknowledge("failed", err)
		}
		acknowledge("changed")
	}
}

// change gives a service another name, and hides or shows it.
func change(ctx context.Context, a *App, id directory.ServiceID, name string, turn bool) error {
	var s directory.Service
	if err := a.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		s, err = a.Directory.ServiceTx(ctx, tx, id)
		return err
	}); err != nil {
		return err
	}
	s.Name = name
	if turn && s.State == directory.Shown {
		s.State = directory.Hidden
	} else if turn {
		s.State = directory.Shown
	}
	_, err := a.Directory.Save(ctx, command, s, s.Version)
	return err
}

// TestTwoInstances kills either of the two at random moments: often with little to fetch, so that every moment
// of a run is met, and some times with much. EERSTELIJN_SOAK kills them often with much, and fetches a directory
// of as many services as it says.
func TestTwoInstances(t *testing.T) {
	t.Parallel()
	type trial struct{ services, kills int }
	trials := []trial{{200, 50}, {5000, 4}}
	if soak := os.Getenv("EERSTELIJN_SOAK"); soak != "" {
		services := 120_000
		if n, err := strconv.Atoi(soak); err == nil && n > 1 {
			services = n
		}
		trials = []trial{{5000, 50}}
		t.Run(fmt.Sprintf("%d services", services), func(t *testing.T) { fullLoad(t, services) })
	}
	for _, c := range trials {
		t.Run(fmt.Sprintf("%d services, %d kills", c.services, c.kills), func(t *testing.T) { twoInstances(t, c.services, c.kills) })
	}
}

// installations makes an instance with services and one that follows it.
func installations(t *testing.T, services int) (one, two instance) {
	t.Helper()
	dir := t.TempDir()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	one = instance{DB: filepath.Join(dir, "one.db"), Serve: free.Addr().String(), Began: time.Now()}
	two = instance{DB: filepath.Join(dir, "two.db"), Began: time.Now()}
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	one.fill(t, services)
	two.follow(t, "http://"+one.Serve+"/fhir")
	return one, two
}

func twoInstances(t *testing.T, services, kills int) {
	one, two := installations(t, services)
	serving, following := one.start(t), two.start(t)
	serving.hears(t, "working")
	for k := range kills {
		following.hears(t, "working")
		serving.hears(t, "changed")
		time.Sleep(rand.N(600 * time.Millisecond)) // what is waited for is a moment of no meaning
		if k%2 == 0 {
			following.kill()
			following = two.start(t)
		} else {
			one.Seed++
			serving.kill()
			serving = one.start(t)
			serving.hears(t, "working")
			following.kill()
			following = two.start(t)
		}
	}
	following.hears(t, "fetched")
	t.Logf("the last of who serves used %s, of who follows %s", serving.stop(), following.stop())
	alike(t, one, two)
}

// mostLoad is how long a full load of a country may take on one machine, both sides of it, and mostArrival how
// long a change may be under way: the shortest interval at which a source is asked.
const (
	mostLoad    = 2 * time.Minute
	mostArrival = time.Minute
)

// fullLoad fetches a directory that stands still for the first time, and then what changes.
func fullLoad(t *testing.T, services int) {
	one, two := installations(t, services)
	one.Quiet = true
	serving := one.start(t)
	serving.hears(t, "working")
	began := time.Now()
	following := two.start(t)
	following.hears(t, "fetched")
	load := time.Since(began)
	t.Logf("%d services were fetched and told in %.1f s; who follows used %s, who serves %s", services, load.Seconds(), following.stop(), serving.stop())

	one.Quiet = false
	serving, following = one.start(t), two.start(t)
	following.hears(t, "fetched")
	serving.hears(t, "changed")
	began = time.Now()
	following.hears(t, "fetched") // this run may have begun before the change
	following.hears(t, "fetched")
	arrival := time.Since(began)
	serving.kill()
	following.kill()
	t.Logf("a change arrived within %.1f s", arrival.Seconds())
	if services >= 100_000 && (load > mostLoad || arrival > mostArrival) {
		t.Errorf("a load took %s, want at most %s; a change %s, want at most %s", load, mostLoad, arrival, mostArrival)
	}
	alike(t, one, two)
}

// stop kills a process and says what it took. The most memory that it had stands with the process while it
// lives: what the system tells afterwards begins with the memory of whoever started it.
func (p *process) stop() string {
	memory := "an unknown amount of memory"
	if text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid)); err == nil {
		if _, rest, found := strings.Cut(string(text), "VmHWM:"); found {
			line, _, _ := strings.Cut(rest, "\n")
			memory = strings.TrimSpace(line)
		}
	}
	p.kill()
	s := p.cmd.ProcessState
	return fmt.Sprintf("%.1f s of processor and %s", (s.UserTime() + s.SystemTime()).Seconds(), memory)
}

// fill gives an instance a directory, the way an operator does.
func (i instance) fill(t *testing.T, services int) {
	t.Helper()
	a, err := i.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	var text strings.Builder
	for n := range services {
		fmt.Fprintf(&text, `{"resourceType":"Organization","id":"o%d","name":"Praktijk %d","identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"%08d"}]}`+"\n", n, n, n+1)
		fmt.Fprintf(&text, `{"resourceType":"Location","id":"l%d","address":{"line":["Dorpsstraat %d"],"city":"Oosterdorp","postalCode":"1234AB"},"position":{"longitude":%.4f,"latitude":52.15}}`+"\n", n, n, 5+float64(n%900)/1000)
		fmt.Fprintf(&text, `{"resourceType":"HealthcareService","id":"s%d","name":"Fysiotherapie %d","providedBy":{"reference":"Organization/o%d"},"location":[{"reference":"Location/l%d"}],
			"specialty":[{"coding":[{"system":"http://fhir.nl/fhir/NamingSystem/uzi-rolcode","code":"04.000"}]}],"telecom":[{"system":"phone","value":"010 123 45 67"}]}`, n, n, n, n)
	}
	file := filepath.Join(t.TempDir(), "aanbod.ndjson")
	lines := strings.ReplaceAll(strings.ReplaceAll(text.String(), "\n\t\t\t", ""), `]}{"resourceType"`, "]}\n"+`{"resourceType"`)
	if err := os.WriteFile(file, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := importer.New(a.Store, a.Network, a.Directory).Services(t.Context(), file, importer.ServiceFile{Source: "bestand"}, importer.Run{}); err != nil {
		t.Fatal(err)
	}
	for more := true; more; {
		if more, err = a.Rendering.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func (i instance) follow(t *testing.T, base string) {
	t.Helper()
	a, err := i.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	if err := a.AddSource(t.Context(), "Gids van elders", base, 0, "", true); err != nil {
		t.Fatal(err)
	}
}

// process is an instance that runs.
type process struct {
	cmd   *exec.Cmd
	lines chan string
}

func (i instance) start(t *testing.T) *process {
	t.Helper()
	work, err := json.Marshal(i)
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: exec.Command(self, "-test.run=^TestSyncOtherProcess$"), lines: make(chan string, 1)}
	p.cmd.Env = append(os.Environ(), synced+"="+string(work))
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			select {
			case p.lines <- s.Text():
			default: // nobody waits for this one
			}
		}
	}()
	t.Cleanup(p.kill)
	return p
}

// hears waits until the process says a word after now.
func (p *process) hears(t *testing.T, word string) {
	t.Helper()
	late := time.After(10 * time.Minute)
	for {
		select {
		case line, more := <-p.lines:
			switch {
			case !more:
				t.Fatalf("the process stopped before it said %q", word)
			case line == word:
				return
			case strings.HasPrefix(line, "failed"), strings.Contains(line, "FAIL"):
				t.Fatal(line)
			}
		case <-late:
			t.Fatalf("the process never said %q", word)
		}
	}
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}
