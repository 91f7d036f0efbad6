namespace Watchfloor.Engine.Tests.Fuzz;

/// <summary>The fuzz targets over every case file and damaged copies of it: a few seconds of what the fuzzer does for hours.</summary>
public class FuzzTargetsTests
{
    public static TheoryData<string> Names => [.. FuzzTargets.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Target_DamagedCaseFiles_Returns(string name)
    {
        var random = new Random(1);
        var target = FuzzTargets.All[name];
        // Where seeds are few each is damaged more often.
        var rounds = Math.Max(20, 2_000 / target.Seeds.Count());
        foreach (var file in target.Seeds)
        {
            var seed = File.ReadAllBytes(file);
            target.Run(seed);
            var input = seed;
            for (var round = 0; round < rounds && input.Length > 0; round++)
            {
                if (round % 20 == 0) input = seed.ToArray();
                input[random.Next(input.Length)] = (byte)random.Next(256);
                target.Run(input.AsSpan(0, random.Next(4) == 0 ? random.Next(input.Length) : input.Length));
            }
        }
    }
}
