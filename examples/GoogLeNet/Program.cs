// GoogLeNet (notes E1-E5): two side heads help to train it, in a loop around a gradient tape; for prediction they are left away.
//   dotnet run -c Release --project examples/GoogLeNet                       trains on the shipped images
//   dotnet run -c Release --project examples/GoogLeNet -- --data my_photos   trains on yours (one folder for each class)
//   dotnet run -c Release --project examples/GoogLeNet -- --predict x.jpg    classifies with the saved weights
// By default it takes about four minutes on two processor cores and ends with about
//   val accuracy: 0.79
// The notes train on 224x224 pixels for 30 epochs (--recipe notes): on photos, and with a GPU.

using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Keras.Preprocessing;
using TfNetZoo.Data;
using TfNetZoo.Examples;
using TfNetZoo.Inference;
using TfNetZoo.Networks;
using TfNetZoo.Text;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;
using static TfNetZoo.Networks.GoogLeNets;

var defaults = new ExampleOptions(null, Epochs: 5, BatchSize: 32, ImageSize: 72, LearningRate: 0.0003, Seed: 0, "./save_weights/myGoogLeNet.h5", null);
ExampleOptions notes = defaults with { Epochs = 30, ImageSize = 224 };
return ExampleProgram.Run(args, "GoogLeNet as in the notes: side heads, a training step under GradientTape, prediction without side heads.", defaults, Run, notes);

static void Run(ExampleOptions options)
{
    var input = new PhotoInput(options.ImageSize, Preprocessing.Half);
    if (options.Predict is { } photo)
    {
        Predict(options, input, photo);
        return;
    }
    PhotoData data = PhotoData.Open(options.Data);
    var train_image_generator = new ImageDataGenerator(
        horizontal_flip: true, preprocessing_function: input.Scale, validation_split: data.ValidationSplit);
    var validation_image_generator = new ImageDataGenerator(preprocessing_function: input.Scale, validation_split: data.ValidationSplit);
    DirectoryIterator train_data_gen = data.Training(train_image_generator, options.ImageSize, options.BatchSize);
    DirectoryIterator val_data_gen = data.Validation(validation_image_generator, options.ImageSize, options.BatchSize);
    ClassIndices.Write("class_indices.json", train_data_gen.class_indices);
    print(NotesText.ImageCounts(train_data_gen.n, val_data_gen.n));

    Functional model = GoogLeNet(options.ImageSize, options.ImageSize, train_data_gen.class_indices.Count, aux_logits: true);
    model.summary();

    var loss_object = keras.losses.CategoricalCrossentropy(from_logits: false);
    OptimizerV2 optimizer = keras.optimizers.Adam(learning_rate: (float)options.LearningRate);
    var train_loss = keras.metrics.Mean("train_loss");
    var train_accuracy = keras.metrics.CategoricalAccuracy("train_accuracy");
    var val_loss = keras.metrics.Mean("val_loss");
    var val_accuracy = keras.metrics.CategoricalAccuracy("val_accuracy");

    Action<Tensor, Tensor> train_step = tf.function((Tensor images, Tensor labels) =>
    {
        using var tape = tf.GradientTape();
        Tensors outputs = model.Apply(images, training: true);
        Tensor loss1 = loss_object.Call(labels, outputs[0]);
        Tensor loss2 = loss_object.Call(labels, outputs[1]);
        Tensor loss3 = loss_object.Call(labels, outputs[2]);
        Tensor loss = loss1 * 0.3f + loss2 * 0.3f + loss3;
        Tensor[] gradients = tape.gradient(loss, model.trainable_variables);
        optimizer.apply_gradients(gradients.Zip(model.trainable_variables));
        train_loss.update_state(loss);
        train_accuracy.update_state(labels, outputs[2]);
    });
    Action<Tensor, Tensor> val_step = tf.function((Tensor images, Tensor labels) =>
    {
        Tensor output = model.Apply(images, training: false)[2];
        val_loss.update_state(loss_object.Call(labels, output));
        val_accuracy.update_state(labels, output);
    });

    options.MakeWeightsFolder();
    float best = new TapeLoop
    {
        Epochs = options.Epochs,
        Train = new TapePass(train_data_gen, train_step, train_loss, train_accuracy),
        Validation = new TapePass(val_data_gen, val_step, val_loss, val_accuracy),
        SaveBest = () => model.save_weights(options.Weights),
    }.Run();
    print($"Saved {options.Weights} and class_indices.json");

    Predict(options, input, PhotoData.HeldOut(val_data_gen));
    ExampleProgram.PrintAccuracy(best);
}

static void Predict(ExampleOptions options, PhotoInput input, string photo)
{
    options.RequireWeights();
    Functional model = GoogLeNet(options.ImageSize, options.ImageSize, ClassIndices.Read("class_indices.json").Length, aux_logits: false);
    // By name: the file also has the side heads' weights, which this model does not.
    model.load_weights(options.Weights, by_name: true);
    Prediction.Show(model, photo, input);
}
