using Watchfloor.Formats;

namespace Watchfloor.Engine.Tests.Fuzz;

/// <summary>The fuzz targets over every case file and damaged copies of it: a few seconds of what the fuzzer does for hours.</summary>
public class FuzzTargetsTests
{
    public static TheoryData<string> Formats => [.. FormatRegistry.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Target_DamagedCaseFiles_Returns(string format)
    {
        var random = new Random(1);
        foreach (var file in Directory.EnumerateFiles(Repository.Cases("formats"), "input.*", SearchOption.AllDirectories))
        {
            var input = File.ReadAllBytes(file);
            FuzzTargets.All[format](input);
            for (var round = 0; round < 20 && input.Length > 0; round++)
            {
                input[random.Next(input.Length)] = (byte)random.Next(256);
                FuzzTargets.All[format](input.AsSpan(0, random.Next(input.Length)));
            }
        }
    }
}
