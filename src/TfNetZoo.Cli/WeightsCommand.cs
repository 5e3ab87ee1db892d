using System.CommandLine;
using TfNet.Formats.Hdf5;

namespace TfNetZoo.Cli;

/// <summary>weights FILE: what an HDF5 weight file holds.</summary>
internal static class WeightsCommand
{
    internal static Command Create()
    {
        Argument<string> path = new("file") { Description = "an .h5 file" };
        var command = new Command("weights", "List the data sets of an HDF5 weight file: path, type, shape.") { path };
        command.SetAction(parsed =>
        {
            using Hdf5File file = Hdf5File.Open(parsed.GetValue(path)!);
            foreach (Hdf5Dataset d in file.Objects().OfType<Hdf5Dataset>())
                Console.WriteLine($"{d.Path}  {d.Type}  ({string.Join(", ", d.Shape)})");
        });
        return command;
    }
}
