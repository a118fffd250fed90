package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"eerstelijn/bench/measure"
	"eerstelijn/internal/clock"
)

// moment is when every question is asked: a Tuesday morning, when most services are open.
var moment = time.Date(2026, 11, 24, 10, 30, 0, 0, clock.Amsterdam)

// scale is how large and how long a run is.
type scale struct {
	short     bool
	services  int
	questions int
	growth    []int
	pace      measure.Pace
}

var (
	full = scale{services: 120_000, questions: 320, growth: []int{12_000, 120_000, 480_000}, pace: measure.Pace{Turn: 1250 * time.Millisecond, Turns: 4}}
	// brief shows within seconds that everything still runs and the answers are still the same.
	brief = scale{short: true, services: 6_000, questions: 60, growth: []int{1_000, 6_000, 12_000}, pace: measure.Pace{Turn: 100 * time.Millisecond, Turns: 2}}
)

// part is a thing to measure.
type part struct {
	name string
	run  func(ctx context.Context, b *bench) error
}

var parts = []part{{"peer", peerPart}, {"api", apiPart}, {"growth", growthPart}, {"ready", readyPart}, {"pages", pagesPart}, {"contention", contentionPart}, {"watchers", watchersPart}, {"cooperation", cooperationPart}}

// bench is one run of this program.
type bench struct {
	scale
	measure.Verdict
	world  *world
	folder string // of all files, removed at the end
	binary string // of the program, once it is built
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == followVerb {
		if err := runFollow(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "bench follow:", err)
			os.Exit(1)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) (err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	what := flags.String("what", "all", "what to measure: all, or some of peer,api,growth,ready,pages,contention,watchers,cooperation")
	short := flags.Bool("short", false, "seconds instead of minutes: the figures mean little, the comparison of answers holds")
	services := flags.Int("services", 0, "how many services, instead of 120,000")
	if err := flags.Parse(args); err != nil {
		return err
	}
	chosen, err := choose(*what)
	if err != nil {
		return err
	}
	b := &bench{scale: full, Verdict: measure.Verdict{Out: out}}
	if *short {
		b.scale = brief
	}
	if *services > 0 {
		b.services = *services
	}
	if b.folder, err = os.MkdirTemp("", "eerstelijn-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()

	title := "eerstelijn bench"
	if b.short {
		title += " (short: promises are printed, not judged)"
	}
	fmt.Fprintf(out, "%s\n%s, %d processors, %s services\n", title, runtime.Version(), runtime.GOMAXPROCS(0), measure.Thousands(b.services))
	for _, p := range chosen {
		fmt.Fprintf(out, "\n== %s\n", p.name)
		if err := p.run(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	if len(b.Missed) > 0 && !b.short {
		return fmt.Errorf("promises missed: %s", strings.Join(b.Missed, "; "))
	}
	return nil
}

// choose gives the parts that were asked, in their own order.
func choose(what string) ([]part, error) {
	if what == "all" {
		return parts, nil
	}
	asked := strings.Split(what, ",")
	var chosen []part
	for _, p := range parts {
		if i := slices.Index(asked, p.name); i >= 0 {
			chosen, asked = append(chosen, p), slices.Delete(asked, i, i+1)
		}
	}
	if len(asked) > 0 {
		return nil, fmt.Errorf("-what %s: expected all, or some of peer,api,growth,ready,pages,contention,watchers,cooperation", asked[0])
	}
	return chosen, nil
}

func (b *bench) close() error {
	var err error
	if b.world != nil {
		err = b.world.close()
	}
	return errors.Join(err, os.RemoveAll(b.folder))
}
