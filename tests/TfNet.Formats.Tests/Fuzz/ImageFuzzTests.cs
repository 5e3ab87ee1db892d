using System.Diagnostics;
using System.Globalization;

namespace TfNet.Formats.Tests.Fuzz;

public class ImageFuzzTests
{
    [Fact]
    public void DamagedImagesAreRefusedOrDecodedInAProcessOfTheirOwn()
    {
        using var folder = new TempFolder();
        int count = 4 * Mutator.Count;
        (int code, string output) = RunChild(folder["journal"], 0, count);
        byte[] journal = File.Exists(folder["journal"]) ? File.ReadAllBytes(folder["journal"]) : [];
        int last = journal.Length < 4 ? -1 : BitConverter.ToInt32(journal);
        Assert.True(code == 0, $"exit code {code} at mutant {last} (128 and more: a signal; {FuzzChild.Hang}: more than 2 s): {output}");
        Assert.Equal(count - 1, last);
        Assert.Matches(@"^\d{2,} accepted", output);
    }

    private static (int Code, string Output) RunChild(string journal, int first, int count)
    {
        using Process child = ChildProgram.Start(
            "decode-mutants", journal, first.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture));
        Task<string> error = child.StandardError.ReadToEndAsync();
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return (child.ExitCode, output + error.Result);
    }
}
