using SharpFuzz;
using Watchfloor.Engine.Tests.Fuzz;
using Watchfloor.Product.Tests.Fuzz;

// What ./dev fuzz runs: without arguments it lists the targets, with a target and "seeds" that target's seeds, and with a target
// alone it takes inputs from afl-fuzz, or one input from standard input.
switch (args)
{
    case []:
        foreach (var name in FuzzTargets.All.Keys.Concat(ServerFuzzTargets.All.Keys)) Console.WriteLine(name);
        return 0;
    case [var name, "seeds"] when Find(name) is { } target:
        foreach (var seed in target.Seeds) Console.WriteLine(seed);
        return 0;
    case [var name]:
        // In a process of its own, for a stack that overflows ends the process. The targets are looked up in there: instrumented code
        // has nowhere to put its trace before.
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            Find(name)!.Run(input.GetBuffer().AsSpan(0, (int)input.Length));
        });
        return 0;
    default:
        Console.Error.WriteLine("usage: Watchfloor.Fuzz [TARGET [seeds]]; without arguments the targets are listed");
        return 2;
}

static FuzzTarget? Find(string name) => FuzzTargets.All.GetValueOrDefault(name) ?? ServerFuzzTargets.All.GetValueOrDefault(name);
