namespace Watchfloor.Engine.Tests;

/// <summary>Compares a result with a case file. On a difference the result is written beside it, so that one reads the diff.</summary>
internal static class ExpectedText
{
    /// <summary>Fails unless the file holds this text; line ends and space at the end do not count.</summary>
    public static void AssertSame(string expectedFile, string actual)
    {
        var expected = File.Exists(expectedFile) ? File.ReadAllText(expectedFile) : null;
        var beside = expectedFile + ".actual";
        if (expected is not null && Normal(expected) == Normal(actual))
        {
            File.Delete(beside);
            return;
        }

        File.WriteAllText(beside, Normal(actual) + "\n");
        Assert.Fail($"{expectedFile} differs; what came out is in {Path.GetFileName(beside)}:\n{actual}");
    }

    private static string Normal(string text) => text.ReplaceLineEndings("\n").TrimEnd();
}
