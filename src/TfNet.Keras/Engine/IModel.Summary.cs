namespace Tensorflow.Keras.Engine;

public partial interface IModel
{
    void summary(int line_length = -1, float[]? positions = null);

    void summary(Text.SummaryOptions options, Action<string>? print_fn = null);
}
