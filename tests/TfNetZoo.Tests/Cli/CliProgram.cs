using System.Diagnostics;
using System.Reflection;

namespace TfNetZoo.Tests.Cli;

/// <summary>Runs the command line tool as a user does, in a process of its own.</summary>
internal static class CliProgram
{
    /// <summary>The exit code, standard output and standard error.</summary>
    internal static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>Starts the tool; the caller reads both streams and disposes it.</summary>
    internal static Process Start(params string[] arguments)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        string folder = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!;
        var start = new ProcessStartInfo(host) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string a in (string[])[Path.Combine(folder, "tfnetzoo-cli.dll"), .. arguments])
            start.ArgumentList.Add(a);
        return Process.Start(start)!;
    }
}
