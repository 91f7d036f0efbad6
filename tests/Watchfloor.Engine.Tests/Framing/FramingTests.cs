using System.Text;
using CsCheck;

namespace Watchfloor.Engine.Tests.Framing;

/// <summary>
/// Every folder <c>tests/cases/framing/FRAMING/NAME</c> is a case: the bytes of a connection in <c>input.bin</c>, what is found in them in
/// <c>expected.txt</c>. On a mismatch the result is written beside it as <c>actual.txt</c>. Messages are cut at 64 bytes here.
/// </summary>
public sealed class FramingTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases =>
        from framing in Framings.All.Keys
        from folder in Directory.EnumerateDirectories(Path.Combine(Repository.Cases("framing"), framing))
        let name = framing + "/" + Path.GetFileName(folder)
        orderby name
        select new TheoryDataRow<string>(name);

    public static TheoryData<string> All => [.. Framings.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_Case_AsExpected(string name)
    {
        var folder = Path.Combine(Repository.Cases("framing"), name);
        var input = File.ReadAllBytes(Path.Combine(folder, "input.bin"));
        var actual = Framings.All[name[..name.IndexOf('/', StringComparison.Ordinal)]](input, int.MaxValue / 2);
        var actualFile = Path.Combine(folder, "actual.txt");
        File.Delete(actualFile);
        var expectedFile = Path.Combine(folder, "expected.txt");
        var expected = File.Exists(expectedFile) ? File.ReadAllLines(expectedFile) : [];
        if (!expected.SequenceEqual(actual)) File.WriteAllLines(actualFile, actual);
        Assert.Equal(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_CaseInPiecesOfEverySize_SameMessages(string name)
    {
        var read = Framings.All[name[..name.IndexOf('/', StringComparison.Ordinal)]];
        var input = File.ReadAllBytes(Path.Combine(Repository.Cases("framing"), name, "input.bin"));
        var whole = read(input, int.MaxValue / 2);
        for (var piece = 1; piece <= Math.Min(input.Length, 200); piece++) Assert.Equal(whole, read(input, piece));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Read_AnyBytesInPieces_SameMessages(string framing) => Gen.Select(Input, Gen.Int[1, 90]).Sample(
        (input, piece) => Assert.Equal(Framings.All[framing](input, int.MaxValue / 2), Framings.All[framing](input, piece)), iter: 3_000);

    [Fact]
    public void Syslog_MessagesCountedOrInLines_AllComeOutAsTheyWentIn() => Gen.Select(Message, Gen.Bool).Array[1, 20].Sample(messages =>
    {
        var wire = messages.SelectMany(m => Encoding.UTF8.GetBytes(m.Item2 ? m.Item1.Length + " " + m.Item1 : m.Item1.Replace('\n', ' ') + "\n")).ToArray();
        var expected = messages.Select(m => "whole " + (m.Item2 ? m.Item1.Replace("\n", "\\x0a", StringComparison.Ordinal) : m.Item1.Replace('\n', ' ')));
        Assert.Equal(expected, Framings.All["syslog"](wire, 7));
    });

    private static readonly string[] Fragments =
    [
        "<13>", "9 <13>abcd", "12 ", "3 <1>", "99999999999 <", "0 ", "70 <13>", "\n", "\r\n", "\0", " ", "x", "abc def", "1", "2026-03-04 ",
        "1 open 5 a=b\nc\n", "2 syslog 3 abc\n", "3 close 0\n", "3 close 0 \n", "4 syslog 70 ", "5 syslog 10 0123456789\n", "syslog", "1 rsp 6 200 OK\n",
    ];

    private static readonly Gen<byte[]> Input =
        Gen.OneOf(Gen.Int[0, Fragments.Length - 1].Select(i => Encoding.UTF8.GetBytes(Fragments[i])), Gen.Byte.Array[0, 40], Gen.Char['a', 'c'].Array[60, 90].Select(c => Encoding.UTF8.GetBytes(c)))
            .Array[0, 20].Select(parts => parts.SelectMany(p => p).ToArray());

    private static readonly Gen<string> Message =
        Gen.OneOf(Gen.Char['a', 'e'], Gen.Const('\n'), Gen.Const(' '), Gen.Char['0', '9']).Array[1, 40].Select(c => "<13>" + new string(c) + ".");
}
