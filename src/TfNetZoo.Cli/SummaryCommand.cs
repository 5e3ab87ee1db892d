using System.CommandLine;
using Tensorflow.Keras.Text;
using TfNetZoo.Networks;

namespace TfNetZoo.Cli;

/// <summary>summary NAME: Keras' table of a network's layers. Costs no memory for weights.</summary>
internal static class SummaryCommand
{
    internal static Command Create()
    {
        Argument<string> name = new("network") { Description = "a name of the list that 'networks' prints" };
        Option<int> classes = new("--classes") { Description = "number of classes (default: the network's own)" };
        Option<int> size = new("--image-size") { Description = "height and width (default: the network's own)" };
        Option<SummaryDialect> dialect = new("--dialect") { Description = "A: TensorFlow 2.0-2.6, B: 2.7-2.12, C: 2.13-2.15", DefaultValueFactory = _ => SummaryDialect.C };
        Option<bool> nested = new("--expand-nested") { Description = "show the layers of nested models" };
        var command = new Command("summary", "Print a network's layers as Keras does.") { name, classes, size, dialect, nested };
        command.SetAction(parsed => ModelRegistry.Get(parsed.GetValue(name)!)
            .Build(parsed.GetValue(classes), parsed.GetValue(size))
            .summary(new SummaryOptions { Dialect = parsed.GetValue(dialect), ExpandNested = parsed.GetValue(nested) }));
        return command;
    }
}
