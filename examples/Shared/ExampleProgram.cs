using System.CommandLine;
using System.Globalization;
using Tensorflow;

namespace TfNetZoo.Examples;

/// <summary>The command line that all examples share, and how they end: 0, or 1 with one line that says what was wrong.</summary>
public static class ExampleProgram
{
    /// <summary>Parses the arguments, seeds the random numbers and runs the example.</summary>
    /// <param name="args">Of Main.</param>
    /// <param name="description">First lines of --help.</param>
    /// <param name="defaults">What holds where the command line says nothing.</param>
    /// <param name="run">The example.</param>
    /// <param name="notes">The notes' hyper-parameters, for --recipe notes.</param>
    /// <param name="pretrained">What --pretrained takes, for --help; null: the example does not offer it.</param>
    /// <param name="fineTune">What --fine-tune does, for --help; null: the example does not offer it.</param>
    /// <param name="networks">What --network chooses from; null: the example has one network.</param>
    public static int Run(
        string[] args, string description, ExampleOptions defaults, Action<ExampleOptions> run, ExampleOptions? notes = null, string? pretrained = null,
        string? fineTune = null, IReadOnlyList<string>? networks = null)
    {
        Option<string?> data = new("--data") { Description = "folder of class folders, or one with train and val in it (default: the shipped Fashion-MNIST images)" };
        Option<int?> epochs = new("--epochs") { Description = $"passes over the training images (default {defaults.Epochs})" };
        Option<int?> batch = new("--batch-size") { Description = $"images per step (default {defaults.BatchSize})" };
        Option<int?> size = new("--image-size") { Description = $"height and width in pixels (default {defaults.ImageSize})" };
        Option<double?> rate = new("--learning-rate") { Description = $"of the optimizer (default {defaults.LearningRate})" };
        Option<int?> seed = new("--seed") { Description = $"of all random numbers (default {defaults.Seed})" };
        Option<string?> weights = new("--weights") { Description = $"weight file to write and read (default {defaults.Weights})" };
        Option<string?> predict = new("--predict") { Description = "classify this photo with the saved weights instead of training" };
        Option<string> recipe = new("--recipe") { Description = "quick, or notes: the hyper-parameters of the notes", DefaultValueFactory = _ => "quick" };
        recipe.AcceptOnlyFromAmong("quick", "notes");
        Option<string?> begin = new("--pretrained") { Description = pretrained };
        var command = new RootCommand(description) { data, epochs, batch, size, rate, seed, weights, predict, recipe };
        if (pretrained is not null)
            command.Add(begin);
        Option<int> more = new("--fine-tune") { Description = fineTune };
        if (fineTune is not null)
            command.Add(more);
        Option<string?> network = new("--network") { Description = $"the network: {string.Join(", ", networks ?? [])} (default {defaults.Network})" };
        if (networks is not null)
        {
            network.AcceptOnlyFromAmong([.. networks]);
            command.Add(network);
        }
        command.SetAction(parsed =>
        {
            ExampleOptions basis = parsed.GetValue(recipe) == "notes" ? notes ?? defaults : defaults;
            var options = new ExampleOptions(
                parsed.GetValue(data) ?? basis.Data,
                Positive("--epochs", parsed.GetValue(epochs) ?? basis.Epochs),
                Positive("--batch-size", parsed.GetValue(batch) ?? basis.BatchSize),
                Positive("--image-size", parsed.GetValue(size) ?? basis.ImageSize),
                Positive("--learning-rate", parsed.GetValue(rate) ?? basis.LearningRate),
                parsed.GetValue(seed) ?? basis.Seed,
                parsed.GetValue(weights) ?? basis.Weights,
                parsed.GetValue(predict),
                pretrained is null ? null : parsed.GetValue(begin) ?? basis.Pretrained,
                fineTune is null ? 0 : parsed.GetValue(more))
            {
                Network = (networks is null ? null : parsed.GetValue(network)) ?? basis.Network,
            };
            KerasApi.keras.utils.set_random_seed(options.Seed);
            run(options);
        });
        try
        {
            return command.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is TensorflowException or IOException or UnauthorizedAccessException or TfNet.Formats.Hdf5.Hdf5Exception)
        {
            Console.Error.WriteLine("error: " + e.Message);
            return 1;
        }
    }

    /// <summary>The last line of every example.</summary>
    /// <param name="accuracy">The best share of right answers on the validation images.</param>
    public static void PrintAccuracy(double accuracy) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"val accuracy: {accuracy:F4}"));

    private static int Positive(string option, int value) =>
        value > 0 ? value : throw new ValueError($"argument {option}: expected a number > 0; received {value}");

    private static double Positive(string option, double value) => value > 0 && double.IsFinite(value) ? value
        : throw new ValueError(string.Create(CultureInfo.InvariantCulture, $"argument {option}: expected a number > 0; received {value}"));
}
