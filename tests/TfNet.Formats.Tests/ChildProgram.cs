using System.Diagnostics;

namespace TfNet.Formats.Tests;

/// <summary>
/// Entry point of this assembly when a test starts it as a child process: dotnet TfNet.Formats.Tests.dll TASK ARGUMENTS. The test runner
/// does not use it. A new task is one row in the table.
/// </summary>
public static class ChildProgram
{
    private static readonly Dictionary<string, Action<string[]>> s_tasks = new(StringComparer.Ordinal)
    {
        ["decode-mutants"] = Fuzz.FuzzChild.Run,
        ["save-forever"] = KillDuringSaveTests.SaveForever,
    };

    public static int Main(string[] args)
    {
        if (args.Length == 0 || !s_tasks.TryGetValue(args[0], out Action<string[]>? task))
        {
            Console.Error.WriteLine($"expected one of: {string.Join(", ", s_tasks.Keys)}");
            return 2;
        }
        task(args[1..]);
        return 0;
    }

    /// <summary>Starts a task in a child process; the caller ends and disposes it.</summary>
    public static Process Start(string task, params string[] arguments)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(host) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string a in (string[])[typeof(ChildProgram).Assembly.Location, task, .. arguments])
            start.ArgumentList.Add(a);
        return Process.Start(start)!;
    }
}
