using System.Diagnostics;
using System.Runtime.InteropServices;
using TfNet.Formats.Hdf5;
using TfNet.Formats.Tests.Fuzz;

namespace TfNet.Formats.Tests;

/// <summary>A process that is killed while it saves leaves the previous or the new file in full, never a torn one and never none.</summary>
public sealed class KillDuringSaveTests : IDisposable
{
    private const int Arrays = 4;
    private const int Elements = 100_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("killed").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Child: saves generation 1, 2, 3, .. to the same path until it is killed.</summary>
    internal static void SaveForever(string[] args)
    {
        for (int generation = 1; ; generation++)
        {
            Save(args[0], generation);
            Console.WriteLine(generation);
        }
    }

    [Fact]
    public void The_previous_or_the_new_file_is_whole()
    {
        string path = Path.Combine(_folder, "weights.h5");
        Save(path, 0);
        var random = new Random(7);
        int interrupted = 0;
        for (int kill = 0; kill < (Mutator.IsLong ? 200 : 20); kill++)
        {
            using Process child = ChildProgram.Start("save-forever", path);
            // One generation is through, then the kill falls anywhere into the next ones.
            Assert.False(child.StandardOutput.ReadLine() is null, child.HasExited ? child.StandardError.ReadToEnd() : "");
            Thread.Sleep(random.Next(25));
            child.Kill();
            child.WaitForExit();
            CheckWhole(path);
            interrupted += AtomicFile.CleanStale(path, TimeSpan.Zero);
            Assert.Equal([path], Directory.GetFileSystemEntries(_folder));
        }
        Assert.True(interrupted > 0, "no kill fell into a save; the test proves nothing");
    }

    private static void Save(string path, int generation)
    {
        var values = new float[Elements];
        Array.Fill(values, generation);
        byte[] bytes = MemoryMarshal.AsBytes<float>(values).ToArray();
        var writer = new Hdf5Writer();
        writer.Root.SetAttribute("generation", generation);
        for (int i = 0; i < Arrays; i++)
            writer.Root.CreateDataset($"layer/{i}", [Elements], Hdf5Type.Float32, bytes);
        writer.Save(path);
    }

    private static void CheckWhole(string path)
    {
        using Hdf5File file = Hdf5File.Open(path);
        float generation = file.Root.Attribute("generation").ReadInt64s()[0];
        for (int i = 0; i < Arrays; i++)
            Assert.Equal(-1, MemoryMarshal.Cast<byte, float>(file.Root.Dataset($"layer/{i}").ReadBytes()).IndexOfAnyExcept(generation));
    }
}
