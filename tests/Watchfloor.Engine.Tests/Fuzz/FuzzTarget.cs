namespace Watchfloor.Engine.Tests.Fuzz;

/// <summary>One entry of the fuzzer.</summary>
/// <param name="Run">Takes any bytes and must return.</param>
/// <param name="Seeds">The case files to begin with.</param>
internal sealed record FuzzTarget(FuzzEntry Run, IEnumerable<string> Seeds)
{
    /// <summary>Runs every seed and damaged copies of it: a few seconds of what the fuzzer does for hours.</summary>
    public void RunDamaged()
    {
        var random = new Random(1);
        // Where seeds are few each is damaged more often. None at all would be a test of nothing.
        var rounds = Math.Max(20, 2_000 / Seeds.Count());
        foreach (var file in Seeds)
        {
            var seed = File.ReadAllBytes(file);
            Run(seed);
            var input = seed;
            for (var round = 0; round < rounds && input.Length > 0; round++)
            {
                if (round % 20 == 0) input = seed.ToArray();
                input[random.Next(input.Length)] = (byte)random.Next(256);
                Run(input.AsSpan(0, random.Next(4) == 0 ? random.Next(input.Length) : input.Length));
            }
        }
    }
}

/// <summary>Takes any bytes and must return.</summary>
internal delegate void FuzzEntry(ReadOnlySpan<byte> input);
