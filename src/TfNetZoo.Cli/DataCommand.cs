using System.CommandLine;
using TfNetZoo.Data;

namespace TfNetZoo.Cli;

/// <summary>data: get and split image data sets.</summary>
internal static class DataCommand
{
    internal static Command Create() => new("data", "Get and split image data sets.") { Flowers(), Split(), MakeSmall() };

    private static Command Flowers()
    {
        Option<string> folder = new("--folder") { Description = "where train and val go", DefaultValueFactory = _ => Path.Combine("data_set", "flower_data") };
        Option<string?> source = new("--source") { Description = "an archive or folder that you already have (default: download the official archive)" };
        Option<double> rate = new("--rate") { Description = "share of the validation photos", DefaultValueFactory = _ => 0.1 };
        var command = new Command("flower_photos", "The flower photos of the notes: fetched (verified, resumable), unpacked, split into train and val.") { folder, source, rate };
        command.SetAction(parsed => Console.WriteLine(FlowerPhotos.Prepare(parsed.GetValue(folder)!, parsed.GetValue(rate), parsed.GetValue(source))));
        return command;
    }

    private static Command Split()
    {
        Argument<string> origin = new("folder") { Description = "a folder with one folder for each class" };
        Option<string> target = new("--folder") { Description = "where train and val go", Required = true };
        Option<double> rate = new("--rate") { Description = "share of the validation images", DefaultValueFactory = _ => 0.1 };
        Option<int> seed = new("--seed") { Description = "of Python's random.sample", DefaultValueFactory = _ => 0 };
        var command = new Command("split", "Split a folder of class folders into train and val, with the draw of the notes' script.") { origin, target, rate, seed };
        command.SetAction(parsed =>
        {
            SplitData.Run(parsed.GetValue(origin)!, parsed.GetValue(target)!, parsed.GetValue(rate), parsed.GetValue(seed));
        });
        return command;
    }

    private static Command MakeSmall()
    {
        Argument<string> idx = new("idx-folder") { Description = "the folder of Fashion-MNIST's four IDX files" };
        Option<string> archive = new("--archive") { Description = "the archive to write", Required = true };
        Option<string> licence = new("--licence") { Description = "the licence text to put into it", Required = true };
        var command = new Command("make_fashion_mnist_small", "Make the small archive that data_set ships from Fashion-MNIST's IDX files.") { idx, archive, licence };
        command.SetAction(parsed => FashionMnistMaker.Make(parsed.GetValue(idx)!, parsed.GetValue(archive)!, File.ReadAllText(parsed.GetValue(licence)!)));
        return command;
    }
}
