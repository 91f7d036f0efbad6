using CsCheck;
using Watchfloor.Engine.Tests.Fuzz;
using Watchfloor.Formats;

namespace Watchfloor.Engine.Tests.Formats;

/// <summary>No decoder throws on its own cases with mistakes in them.</summary>
public class DamagedCasesTests
{
    public static IEnumerable<TheoryDataRow<string>> Formats => FormatRegistry.All.Select(f => new TheoryDataRow<string>(f.Name));

    [Theory]
    [MemberData(nameof(Formats))]
    public void Decode_MutatedCases_Returns(string format)
    {
        var folder = Path.Combine(Repository.Cases("formats"), format);
        if (!Directory.Exists(folder)) return; // CaseFilesTests says that it is missing
        var inputs = Directory.GetFiles(folder, "input.*", SearchOption.AllDirectories).Select(File.ReadAllBytes).Where(b => b.Length > 0).ToArray();
        var pieces = " \t\n\r\"'<>&/=[]{}(),;:|\\#-\0"u8.ToArray();
        var edit = Gen.Select(Gen.Int[0, 1 << 20], Gen.OneOf(Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]), Gen.Byte));
        Gen.Select(Gen.Int[0, inputs.Length - 1], edit.Array[1, 6], Gen.Int[0, 1 << 20]).Sample((which, edits, cut) =>
        {
            var bytes = (byte[])inputs[which].Clone();
            foreach (var (at, value) in edits) bytes[at % bytes.Length] = value;
            FuzzTargets.All[format].Run(bytes.AsSpan(0, bytes.Length - (cut % (bytes.Length / 2 + 1))));
        }, iter: 2_000);
    }
}
