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
	"strings"
	"syscall"
	"time"

	"eerstelijn/bench/measure"
)

// options is how large and how long a run is, and of what.
type options struct {
	bases     []string
	copy      bool
	tokenFile string
	alone     bool
	services  int
	db, heap  string

	short     bool
	questions int
	warm      time.Duration // for each kind of question, before it is measured
	rest      time.Duration // after the last question, before the memory that counts is looked at
	pace      measure.Pace
}

// clients is how many ask at once where throughput is measured, and writers how many write.
const clients, writers = 8, 4

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench/fhir:", err)
		os.Exit(1)
	}
}

func parse(args []string) (o options, err error) {
	flags := flag.NewFlagSet("bench/fhir", flag.ContinueOnError)
	bases := flags.String("base", "", "base URLs of servers that run already, separated by commas; the first is judged beside the second")
	flags.BoolVar(&o.copy, "copy", false, "with -base: first put the resources of the first in the second, by transactions")
	flags.StringVar(&o.tokenFile, "token-file", "", "with -base: file with the bearer token that the first asks of who writes")
	flags.BoolVar(&o.alone, "alone", false, "start no peer")
	flags.IntVar(&o.services, "services", 20_000, "how many services our own server has")
	flags.StringVar(&o.db, "db", "sqlite", "what our own server keeps them in: sqlite or postgres")
	flags.StringVar(&o.heap, "heap", "2g", "the most that the peer's Java may use for objects")
	flags.BoolVar(&o.short, "short", false, "seconds instead of minutes: the figures mean little, answers are still compared")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("%q: expected flags alone", flags.Arg(0))
	}
	if *bases != "" {
		o.bases = strings.Split(*bases, ",")
	}
	if len(o.bases) > 2 {
		return o, fmt.Errorf("-base: %d addresses; expected one or two", len(o.bases))
	}
	if o.db != "sqlite" && o.db != "postgres" {
		return o, fmt.Errorf("-db %s: expected sqlite or postgres", o.db)
	}
	o.questions, o.warm, o.rest, o.pace = 100, 5*time.Second, 2*time.Minute, measure.Pace{Turn: time.Second, Turns: 4}
	if o.short {
		o.questions, o.warm, o.rest, o.pace = 30, 100*time.Millisecond, 0, measure.Pace{Turn: 100 * time.Millisecond, Turns: 2}
		o.services = min(o.services, 1000)
	}
	return o, nil
}

// bench is one run.
type bench struct {
	options
	measure.Verdict
	bases  []*base // one or two
	sample sample
}

func run(ctx context.Context, args []string, out io.Writer) (err error) {
	o, err := parse(args)
	if err != nil {
		return err
	}
	b := &bench{options: o, Verdict: measure.Verdict{Out: out}}
	title := "eerstelijn bench: FHIR"
	if b.short {
		title += " (short: promises are printed, not judged)"
	}
	fmt.Fprintf(out, "%s\n%s, %d processors%s\n", title, runtime.Version(), runtime.GOMAXPROCS(0), load())
	stop, err := b.begin(ctx)
	defer func() { err = errors.Join(err, stop()) }()
	if err != nil {
		return err
	}
	if err := b.fill(ctx); err != nil {
		return err
	}
	if err := b.measure(ctx); err != nil {
		return err
	}
	fmt.Fprintf(out, "(afterwards%s)\n", load())
	if len(b.Missed) > 0 && !b.short {
		return fmt.Errorf("promises missed: %s", strings.Join(b.Missed, "; "))
	}
	return nil
}

// load says what else this machine does.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(text), " ")
	return ", load average " + first
}

// begin finds or starts the servers. stop ends what was started.
func (b *bench) begin(ctx context.Context) (stop func() error, err error) {
	var ends []func() error
	stop = func() (err error) {
		for i := len(ends) - 1; i >= 0; i-- {
			err = errors.Join(err, ends[i]())
		}
		return err
	}
	for i, address := range b.options.bases {
		found, err := newBase(address, address)
		if err != nil {
			return stop, err
		}
		if i == 0 && b.tokenFile != "" {
			token, err := os.ReadFile(b.tokenFile)
			if err != nil {
				return stop, err
			}
			found.token = tokenIs(strings.TrimSpace(string(token)))
		}
		b.bases = append(b.bases, found)
	}
	if len(b.bases) > 0 {
		return stop, nil
	}
	folder, err := os.MkdirTemp("", "eerstelijn-bench-")
	if err != nil {
		return stop, err
	}
	ends = append(ends, func() error { return os.RemoveAll(folder) })
	ours, end, err := b.startOurs(ctx, folder)
	if err != nil {
		return stop, err
	}
	ends = append(ends, end)
	b.bases = append(b.bases, ours)
	if b.alone {
		return stop, nil
	}
	peer, end, err := b.startPeer(ctx)
	if err != nil {
		return stop, err
	}
	ends = append(ends, end)
	b.bases = append(b.bases, peer)
	b.copy = true
	return stop, nil
}
