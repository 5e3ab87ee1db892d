using System.CommandLine;
using Tensorflow;
using TfNet.Formats.Hdf5;
using TfNetZoo.Cli;

var root = new RootCommand("TfNetZoo: networks, data sets and weight files from the command line.")
{
    NetworksCommand.Create(),
    SummaryCommand.Create(),
    TrainCommand.Create(),
    EvaluateCommand.Create(),
    PredictCommand.Create(),
    DataCommand.Create(),
    WeightsCommand.Create(),
};
try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is TensorflowException or IOException or UnauthorizedAccessException or Hdf5Exception)
{
    Console.Error.WriteLine("error: " + e.Message);
    return 1;
}
