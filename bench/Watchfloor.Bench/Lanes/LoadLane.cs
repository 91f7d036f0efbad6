using Watchfloor.Events;
using Watchfloor.Events.Content;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Matching;
using YamlDotNet.Core;

namespace Watchfloor.Bench.Lanes;

/// <summary>What loading all rules costs on one thread, and where the time goes.</summary>
internal static class LoadLane
{
    public static void Run(Inputs inputs)
    {
        var files = inputs.AllRules;
        var catalog = EventCatalog.LoadDefault();
        RuleSet rules = null!;
        var cpu = Rounds.Cpu(7,
            () => Tokens(files),
            () => Nodes(files),
            () => rules = RuleSet.Load(files, new RuleSetOptions { Threads = 1 }),
            () => _ = new Matcher(rules, catalog));
        Console.WriteLine($"  loading takes {cpu[2] / cpu[0]:F2} × a bare YAML parse ({cpu[2]:F3} s and {cpu[0]:F3} s; {rules.Loaded:N0} rules loaded, {rules.Refused} refused)");
        Console.WriteLine($"  of it: YAML {cpu[0]:F3} s, its nodes {cpu[1] - cpu[0]:F3} s, rules {cpu[2] - cpu[1]:F3} s; compiling comes to {cpu[3]:F3} s more");
        Console.WriteLine($"  allocated: YAML {Allocated(() => Tokens(files))}, with nodes {Allocated(() => Nodes(files))}, in all {Allocated(() => RuleSet.Load(files, new RuleSetOptions { Threads = 1 }))}");
    }

    private static void Tokens(IReadOnlyList<RuleFile> files)
    {
        foreach (var file in files)
        {
            var parser = new Parser(new Scanner(new StringReader(file.Read()), skipComments: true));
            try
            {
                while (parser.MoveNext())
                {
                }
            }
            catch (YamlException)
            {
                // Loading refuses the file, at the same place.
            }
        }
    }

    private static void Nodes(IReadOnlyList<RuleFile> files)
    {
        foreach (var file in files) ContentReader.Read(file.Path, file.Read(), []);
    }

    private static string Allocated(Action subject)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        subject();
        return $"{(GC.GetAllocatedBytesForCurrentThread() - before) / 1e6:F0} MB";
    }
}
