using System.CommandLine;
using TfNetZoo.Data;
using TfNetZoo.Networks;
using TfNetZoo.Training;

namespace TfNetZoo.Cli;

/// <summary>train: any network on class folders.</summary>
internal static class TrainCommand
{
    internal static Command Create()
    {
        Option<string> network = Arguments.Network();
        Option<string?> data = new("--data") { Description = "folder of class folders, or one with train and val in it (default: the shipped images)" };
        Option<int> epochs = new("--epochs") { Description = "passes over the training images", DefaultValueFactory = _ => 10 };
        Option<int> batch = Arguments.BatchSize(), size = Arguments.ImageSize();
        Option<double?> rate = new("--learning-rate") { Description = "of the optimizer (default: 0.0005 for adam, 0.01 for sgd)" };
        Option<TrainingOptimizer> optimizer = new("--optimizer") { Description = "adam, or sgd with momentum 0.9", DefaultValueFactory = _ => TrainingOptimizer.Adam };
        Option<int> seed = new("--seed") { Description = "of all random numbers" };
        Option<string?> weights = new("--weights") { Description = "the weight file to write (default: save_weights/NETWORK.h5)" };
        Option<string?> pretrained = new("--pretrained") { Description = "a weight file to begin with" };
        Option<bool> byName = Arguments.ByName();
        Option<bool> skip = new("--skip-mismatch") { Description = "with --by-name: leave out weights of another shape" };
        Option<string> freeze = new("--freeze") { Description = "nothing, or all-but-head: train only the layers that depend on the classes", DefaultValueFactory = _ => "nothing" };
        freeze.AcceptOnlyFromAmong("nothing", "all-but-head");
        Option<string?> backup = new("--backup") { Description = "a folder for the training's state: the same command goes on after an interruption" };
        var command = new Command("train", "Train a network on class folders; keeps the best epoch, and class_indices.json beside it.")
        {
            network, data, epochs, batch, size, rate, optimizer, seed, weights, pretrained, byName, skip, freeze, backup,
        };
        command.SetAction(parsed =>
        {
            NetworkInfo info = Arguments.NetworkOf(parsed, network, size);
            string file = parsed.GetValue(weights) ?? Path.Combine("save_weights", info.Name + ".h5");
            TrainingResult result = PhotoTraining.Run(info, new PhotoTrainingOptions(parsed.GetValue(data), file)
            {
                Epochs = Arguments.Positive(parsed, epochs),
                BatchSize = Arguments.Positive(parsed, batch),
                ImageSize = parsed.GetValue(size),
                LearningRate = parsed.GetValue(rate),
                Optimizer = parsed.GetValue(optimizer),
                Seed = parsed.GetValue(seed),
                Pretrained = parsed.GetValue(pretrained),
                ByName = parsed.GetValue(byName),
                SkipMismatch = parsed.GetValue(skip),
                HeadOnly = parsed.GetValue(freeze) == "all-but-head",
                Backup = parsed.GetValue(backup),
            });
            Console.WriteLine($"Saved {file} and {ClassNames.PathBeside(file)}");
            Console.WriteLine(result);
        });
        return command;
    }
}
