using System.Diagnostics;

namespace TfNetZoo.Tests;

/// <summary>Runs one of the project's programs as a user does, in a process of its own.</summary>
internal static class ProgramRun
{
    /// <summary>Starts a program; the caller waits for it and disposes it.</summary>
    /// <param name="assembly">File name of the program, which lies beside the tests.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="folder">Its current folder; null: the tests'.</param>
    /// <param name="environment">Variables besides the tests'.</param>
    internal static Process Start(string assembly, IEnumerable<string> arguments, string? folder = null, params (string Name, string Value)[] environment)
    {
        string host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(host)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (string a in (string[])[Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
            start.ArgumentList.Add(a);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs a program to its end: the exit code, standard output and standard error.</summary>
    internal static (int Code, string Output, string Error) Run(
        string assembly, IEnumerable<string> arguments, string? folder = null, params (string Name, string Value)[] environment)
    {
        using Process process = Start(assembly, arguments, folder, environment);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
