using System.CommandLine;
using System.Globalization;
using TfNet.Formats;
using TfNetZoo.Data;
using TfNetZoo.Inference;
using TfNetZoo.Networks;

namespace TfNetZoo.Cli;

/// <summary>evaluate: how well a network classifies a labelled folder.</summary>
internal static class EvaluateCommand
{
    internal static Command Create()
    {
        Option<string> network = Arguments.Network();
        Option<string> weights = new("--weights") { Description = "an .h5 weight file", Required = true };
        Option<string> data = new("--data") { Description = "folder of class folders; one with val in it means val", Required = true };
        Option<string?> classes = Arguments.Classes();
        Option<int> batch = Arguments.BatchSize(), size = Arguments.ImageSize();
        Option<bool> byName = Arguments.ByName();
        Option<string?> output = new("--output") { Description = "a CSV file for the scores and the confusion matrix" };
        var command = new Command("evaluate", "Print loss, accuracy and the scores of each class on labelled photos.")
        {
            network, weights, data, classes, batch, size, byName, output,
        };
        command.SetAction(parsed =>
        {
            NetworkInfo info = Arguments.NetworkOf(parsed, network, size);
            string file = parsed.GetValue(weights)!, folder = parsed.GetValue(data)!;
            string inner = Path.Combine(folder, "val");
            folder = Directory.Exists(inner) ? inner : folder;
            string[] names = parsed.GetValue(classes) is { } path ? ClassNames.Read(path)
                : ClassNames.Beside(file) ?? [.. new ImageFolder(folder).Classes];
            int steps = Arguments.Positive(parsed, batch);
            Predictor predictor = Predictor.Open(info, file, names, parsed.GetValue(size), parsed.GetValue(byName));
            Evaluation result = Evaluation.Of(predictor, folder, names, steps);
            Print(result);
            if (parsed.GetValue(output) is { } csv)
                AtomicFile.WriteAllText(csv, result.Confusion.ToCsv());
        });
        return command;
    }

    private static void Print(Evaluation result)
    {
        foreach (PhotoPrediction p in result.Unreadable)
            Console.Error.WriteLine($"warning: skipped '{p.Photo}': {p.Error}");
        if (result.Unreadable.Count > 0)
            Console.Error.WriteLine($"warning: {result.Unreadable.Count} photos skipped.");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{result.Confusion.Total} photos - loss: {result.Loss:F4} - accuracy: {result.Confusion.Accuracy:F4}"));
        Console.WriteLine(result.Confusion.Table());
    }
}
